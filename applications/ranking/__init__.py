"""The ranking and its figures: what readings add up to, how sure it is, what other weights would give."""
