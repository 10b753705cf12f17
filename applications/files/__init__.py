"""One file as the candidate and the school see it: its parts, its answers, its way, its history."""
