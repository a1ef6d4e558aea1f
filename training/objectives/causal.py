"""Each token from those before it: the causal language model, and the prefix LM."""
import torch
from torch import Tensor

from ..models.language_model import Batch
from ..tokenizer.special_tokens import BOS, IGNORED, PAD


def causal(ids: Tensor) -> Batch:
    """Every token of the rows is scored from `<s>` and what stands before it; padding is not."""
    inputs = torch.cat([torch.full_like(ids[:, :1], BOS), ids[:, :-1]], 1)
    return Batch(inputs, ids.masked_fill(ids == PAD, IGNORED))


def prefix_lm(ids: Tensor, random: torch.Generator) -> Batch:
    """A prefix of an eighth to seven eighths of each row sees itself both ways; the rest is scored (Liu et al. 2018)."""
    batch = causal(ids)
    rows, time = ids.shape
    prefix = torch.randint(time // 8, time * 7 // 8, (rows,), generator=random, device=random.device)
    at = torch.arange(time, device=ids.device)
    # The last token of the prefix predicts the first behind it; those before would see what they predict.
    return Batch(batch.inputs, batch.labels.masked_fill(at[None] < prefix[:, None] - 1, IGNORED), prefix)
