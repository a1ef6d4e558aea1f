"""BERT's masked language model (Devlin et al. 2018)."""
import torch
from torch import Tensor

from ..models.language_model import Batch
from ..tokenizer.special_tokens import CLS, FIRST_BYTE, IGNORED, MASK, SEP

RATE = 0.3
"""BERT masks 0.15; more teaches more a step when time is short (Wettig et al. 2022)."""


def masked(ids: Tensor, random: torch.Generator, vocabulary: int, rate: float = RATE) -> Batch:
    """`rate` of the tokens are scored: of these 80 % become [MASK], 10 % any token, 10 % stay. [CLS] and [SEP] go around each row."""
    rows, _ = ids.shape
    framed = torch.cat([ids.new_full((rows, 1), CLS), ids, ids.new_full((rows, 1), SEP)], 1)
    drawn, fate = (torch.rand(framed.shape, generator=random, device=random.device) for _ in range(2))
    other = torch.randint(FIRST_BYTE, vocabulary, framed.shape, generator=random, device=random.device)
    scored = (framed >= FIRST_BYTE) & (drawn < rate)
    inputs = torch.where(scored & (fate < 0.8), torch.full_like(framed, MASK), framed)
    inputs = torch.where(scored & (fate >= 0.9), other, inputs)
    return Batch(inputs, framed.masked_fill(~scored, IGNORED))
