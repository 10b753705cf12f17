"""Reading without names, and what readers make of it: copies, versions, differences, progress, proximity."""
