"""One file per model family, in plain PyTorch under Hugging Face's tensor names."""
