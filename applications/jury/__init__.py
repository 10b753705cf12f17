"""The jury at work: who is in the room, what is on the table, and the minutes that prove it."""
