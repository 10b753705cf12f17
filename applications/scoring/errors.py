"""What the arithmetic refuses, in words a person can act on."""


class UnusableInput(ValueError):
    """The figures given cannot mean anything; the text says which and why."""
