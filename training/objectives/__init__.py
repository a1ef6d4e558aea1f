"""What a model is asked for: each objective turns rows of token ids into a batch."""
