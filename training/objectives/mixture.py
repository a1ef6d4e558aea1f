"""UL2's mixture of denoisers (Tay et al. 2022): regular (R), sequential (S, a prefix LM) and extreme (X), each with its mode token in front."""
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from ..models.language_model import Batch
from ..tokenizer.special_tokens import IGNORED, MODE_R, MODE_S, MODE_X, PAD
from .spans import corrupt, random_spans


@dataclass(frozen=True)
class Denoiser:
    """`density` None: the end of the text is the target (S)."""

    name: str
    mode: int
    density: float | None
    mean_span: float


DENOISERS = [
    Denoiser("R: 15 %, spans of 3", MODE_R, 0.15, 3),
    Denoiser("R: 15 %, spans of 8", MODE_R, 0.15, 8),
    Denoiser("S: the rest", MODE_S, None, 0),
    Denoiser("X: 50 %, spans of 3", MODE_X, 0.5, 3),
    Denoiser("X: 50 %, spans of 8", MODE_X, 0.5, 8),
    Denoiser("X: 15 %, spans of 48", MODE_X, 0.15, 48),
    Denoiser("X: 50 %, spans of 48", MODE_X, 0.5, 48),
]
"""The paper's seven (its table 1), the long spans of 64 shortened to fit the context."""


def denoise(ids: Tensor, denoiser: Denoiser, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """What the encoder reads and the target under one denoiser, padded."""
    rows, time = ids.shape
    if denoiser.density is None:
        share = 0.5 + 0.45 * torch.rand((), generator=random, device=random.device)
        noise = (torch.arange(time, device=ids.device) >= int(time * share)).expand(rows, time)
    else:
        noise = random_spans(rows, time, denoiser.density, denoiser.mean_span, random)
    inputs, targets = corrupt(ids, noise)
    return torch.cat([torch.full_like(inputs[:, :1], denoiser.mode), inputs], 1), targets


def mixture(ids: Tensor, random: torch.Generator) -> Batch:
    """A batch whose rows go through the denoisers in turn, from one drawn at random."""
    start = int(torch.randint(len(DENOISERS), (), generator=random, device=random.device))
    made = [
        denoise(ids[i :: len(DENOISERS)], DENOISERS[(start + i) % len(DENOISERS)], random)
        for i in range(min(len(DENOISERS), len(ids)))
    ]
    inputs, targets = padded([source for source, _ in made]), padded([target for _, target in made])
    return Batch(inputs, targets.masked_fill(targets == PAD, IGNORED))


def padded(tables: list[Tensor]) -> Tensor:
    """Tables of rows, one under the other; a multiple of 32 wide, so that a compiler meets few shapes."""
    widest = -(-max(table.shape[1] for table in tables) // 32) * 32
    return torch.cat([F.pad(table, (0, widest - table.shape[1]), value=PAD) for table in tables])
