"""What an address or a hidden field asks for, which anybody may have written by hand."""

LONGEST = 18  # digits that still fit in a column


def number(text: str | None) -> int:
    """The number it names; 0, which no object has, when it names none."""
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST else 0
