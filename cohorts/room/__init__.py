"""The room where an amphi is held: who sits in it, what is taken, what is still open, in plain values."""
