from hypothesis import given
from hypothesis import strategies as st

from applications.reading.differences import Kind, Piece, differences

texts = st.text(st.sampled_from("ab \n"), max_size=30)


def test_one_word_changed_is_one_word_removed_and_one_added() -> None:
    assert differences("Je veux servir un an.", "Je souhaite servir un an.") == [
        Piece(Kind.SAME, "Je "),
        Piece(Kind.REMOVED, "veux "),
        Piece(Kind.ADDED, "souhaite "),
        Piece(Kind.SAME, "servir un an."),
    ]


def test_long_passages_that_stay_are_cut_to_what_is_next_to_a_change() -> None:
    long = "mot " * 200

    pieces = differences(f"{long}avant {long}", f"{long}après {long}")

    assert [piece.kind for piece in pieces] == [Kind.SAME, Kind.REMOVED, Kind.ADDED, Kind.SAME]
    assert max(len(piece.words.split()) for piece in pieces) < 30
    assert pieces[0].words.startswith("[…] ")


@given(before=texts, after=texts)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after, context=None)

    assert "".join(piece.words for piece in pieces if piece.kind != Kind.ADDED) == before
    assert "".join(piece.words for piece in pieces if piece.kind != Kind.REMOVED) == after
