"""The text that the models learn from, with its licences, and the text and language made for them."""
