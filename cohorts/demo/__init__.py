"""Invented people in real places: what `make run` shows."""
