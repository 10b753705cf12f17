"""What a campaign shows and asks for: its dates, its phases in words, its figures, what waits for somebody."""
