"""T5's span corruption (Raffel et al. 2019): spans of noise leave the text, a sentinel stands for each, and the target lists them."""
import torch
from torch import Tensor
from torch.nn import functional as F

from ..models.language_model import Batch
from ..tokenizer.special_tokens import EOS, FIRST_SENTINEL, IGNORED, PAD, SENTINELS


def noise_counts(length: int, density: float, mean_span: float) -> tuple[int, int]:
    """How many of `length` tokens are noise, and in how many spans: T5's own rounding, and no more spans than there are sentinels."""
    noise = min(max(round(length * density), 1), length - 1)
    spans = max(round(min(noise, length - noise) / mean_span), 1)
    return noise, min(spans, SENTINELS - 1)


def corrupted_lengths(length: int, density: float, mean_span: float) -> tuple[int, int]:
    """Tokens that the encoder and the decoder get of a text of `length`, with the </s> that ends each."""
    noise, spans = noise_counts(length, density, mean_span)
    return length - noise + spans + 1, noise + spans + 1


def segment_lengths(starts: Tensor, segments: int) -> Tensor:
    """[row, item − 1] of 0/1, where 1 begins a new segment → [row, segment] of lengths."""
    segment = F.pad(starts.long(), (1, 0)).cumsum(1)
    return torch.zeros(len(starts), segments, dtype=torch.long, device=starts.device).scatter_add_(1, segment, torch.ones_like(segment))


def mask_of_segments(kept: Tensor, noise: Tensor) -> Tensor:
    """Lengths of kept and of noise segments, [row, span] each, in turn → [row, time], true for noise."""
    rows, spans = kept.shape
    total = int((kept + noise)[0].sum())
    begins = torch.stack([kept, noise], 2).view(rows, 2 * spans).cumsum(1)[:, :-1]
    changes = torch.zeros(rows, total, dtype=torch.long, device=kept.device).scatter_add_(1, begins, torch.ones_like(begins))
    return changes.cumsum(1) % 2 == 1


def random_spans(rows: int, length: int, density: float, mean_span: float, random: torch.Generator) -> Tensor:
    """[row, time], true for noise: as many noise tokens and spans in each row, in places drawn anew."""
    noise, spans = noise_counts(length, density, mean_span)

    def drawn(items: int) -> Tensor:
        order = torch.rand(rows, items - 1, generator=random, device=random.device).argsort(1).argsort(1)
        return segment_lengths(order < spans - 1, spans)

    return mask_of_segments(drawn(length - noise), drawn(noise))


def corrupt(ids: Tensor, noise: Tensor, *, first: int = FIRST_SENTINEL, step: int = 1, end: int = EOS) -> tuple[Tensor, Tensor]:
    """What the encoder reads and the target, [row, time] each and padded: sentinels are numbered `first`, `first + step`, …"""
    rows, time = ids.shape
    begins = noise & ~F.pad(noise, (1, 0))[:, :-1]
    sentinels = first + step * (begins.long().cumsum(1) - 1)
    ending, true = ids.new_full((rows, 1), end), noise.new_ones((rows, 1))
    inputs = torch.cat([torch.where(begins, sentinels, ids), ending], 1)
    kept = torch.cat([begins | ~noise, true], 1)
    both = torch.stack([sentinels, ids], 2).view(rows, 2 * time)
    scored = torch.stack([begins, noise], 2).view(rows, 2 * time)
    return compacted(inputs, kept), compacted(torch.cat([both, ending], 1), torch.cat([scored, true], 1))


def compacted(ids: Tensor, kept: Tensor) -> Tensor:
    """The kept tokens of each row moved to its start, and padding behind."""
    order = torch.sort((~kept).long(), dim=1, stable=True)[1]
    longest = int(kept.sum(1).max())
    return torch.where(kept, ids, torch.full_like(ids, PAD)).gather(1, order)[:, :longest]


def span_corruption(ids: Tensor, random: torch.Generator, density: float = 0.15, mean_span: float = 3.0) -> Batch:
    """A batch of T5's objective from rows of text."""
    inputs, targets = corrupt(ids, random_spans(*ids.shape, density, mean_span, random))
    return Batch(inputs, targets.masked_fill(targets == PAD, IGNORED))
