"""How the embedded models are made: corpus, tokenizer, models in plain PyTorch, objectives, training, probes, export."""
