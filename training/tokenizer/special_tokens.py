"""The special tokens, which every model of the set shares. They take the first ids, in this order."""

SENTINELS = 64
SPECIAL_TOKENS = [
    "<pad>", "<s>", "</s>", "<unk>", "<|endoftext|>",
    "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_sep|>",
    "[CLS]", "[SEP]", "[MASK]",
    "[R]", "[S]", "[X]",  # UL2's modes
    "<|sep|>",
    *(f"<extra_id_{i}>" for i in range(SENTINELS)),
]
ID = {token: i for i, token in enumerate(SPECIAL_TOKENS)}

PAD, BOS, EOS, END_OF_TEXT = ID["<pad>"], ID["<s>"], ID["</s>"], ID["<|endoftext|>"]
FIM_PREFIX, FIM_SUFFIX, FIM_MIDDLE, FILE = ID["<|fim_prefix|>"], ID["<|fim_suffix|>"], ID["<|fim_middle|>"], ID["<|file_sep|>"]
CLS, SEP, MASK = ID["[CLS]"], ID["[SEP]"], ID["[MASK]"]
MODE_R, MODE_S, MODE_X = ID["[R]"], ID["[S]"], ID["[X]"]
FIRST_SENTINEL = ID["<extra_id_0>"]
FIRST_BYTE = len(SPECIAL_TOKENS)
FIRST_MERGE = FIRST_BYTE + 256

IGNORED = -100
"""A label that is not scored, as in PyTorch's cross-entropy."""
