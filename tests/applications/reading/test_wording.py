from applications.reading.wording import Piece, changes


def test_an_unchanged_text_is_one_piece() -> None:
    assert changes("Bonjour Camille.", "Bonjour Camille.") == [Piece("Bonjour Camille.")]


def test_a_word_replaced_is_shown_removed_then_added() -> None:
    assert changes("une belle place", "une bonne place") == [
        Piece("une "),
        Piece("belle ", "removed"),
        Piece("bonne ", "added"),
        Piece("place"),
    ]


def test_nothing_is_lost_on_either_side() -> None:
    before, after = "Bonjour,\n\nUne place.\n", "Bonjour Léa,\n\nUne place est à vous.\n\nMerci.\n"
    found = changes(before, after)

    assert "".join(piece.text for piece in found if piece.kind != "added") == before
    assert "".join(piece.text for piece in found if piece.kind != "removed") == after
