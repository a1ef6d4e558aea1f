"""Byte-level BPE: special tokens, trainer, encoder, and the writer of Hugging Face's tokenizer.json."""
