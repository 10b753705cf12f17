"""What a person is told of their own result, and from which values."""
