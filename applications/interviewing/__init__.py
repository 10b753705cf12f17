"""The panels' time: cut, drawn, printed, and sent to calendars."""
