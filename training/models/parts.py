"""What the families share: attention, norms, GPT's transposed linear map, and the record of attention weights."""
import math
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_record: list[Tensor] | None = None
_FUSED = hasattr(F, "scaled_dot_product_attention")


@contextmanager
def recorded_attention() -> Iterator[list[Tensor]]:
    """While this is open, every attention adds its weights [batch, head, query, key] to the list, in the order in which they run."""
    global _record
    _record = weights = []
    try:
        yield weights
    finally:
        _record = None


def attend(q: Tensor, k: Tensor, v: Tensor, *, scale: float | None = None, bias: Tensor | None = None, causal: bool = False) -> Tensor:
    """softmax(q kᵀ · scale + bias) v (Vaswani et al. 2017). q [batch, head, query, channel]; k, v may have fewer heads; scale is
    1/√channels unless given; bias is added to the scores, of any shape that broadcasts to [batch, head, query, key]."""
    if k.shape[1] != q.shape[1]:  # grouped queries (Ainslie et al. 2023)
        group = q.shape[1] // k.shape[1]
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
    scale = q.shape[-1] ** -0.5 if scale is None else scale
    future = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool, device=q.device).triu(1) if causal else None
    if _record is None and _FUSED:
        if bias is None:
            return F.scaled_dot_product_attention(q, k, v, is_causal=causal, scale=scale)
        masked = bias if future is None else bias.masked_fill(future, -math.inf)
        return F.scaled_dot_product_attention(q, k, v, attn_mask=masked.to(q.dtype), scale=scale)
    scores = (q @ k.transpose(-1, -2)).float() * scale
    if bias is not None:
        scores = scores + bias
    if future is not None:
        scores = scores.masked_fill(future, -math.inf)
    weights = scores.softmax(-1)
    if _record is not None:
        _record.append(weights.detach())
    return weights.to(v.dtype) @ v


def prefix_bias(time: int, prefix: Tensor) -> Tensor:
    """0 where a query sees a key, −∞ elsewhere: the keys up to it, and those of the prefix. [batch, 1, query, key]"""
    at = torch.arange(time, device=prefix.device)
    seen = (at[None, :] <= at[:, None])[None] | (at[None, None, :] < prefix[:, None, None])
    return torch.zeros(seen.shape, device=prefix.device).masked_fill(~seen, -math.inf)[:, None]


def split_heads(x: Tensor, heads: int) -> Tensor:
    """[batch, time, width] → [batch, head, time, channel]"""
    batch, time, _ = x.shape
    return x.view(batch, time, heads, -1).transpose(1, 2)


def join_heads(x: Tensor) -> Tensor:
    """[batch, head, time, channel] → [batch, time, width]"""
    batch, heads, time, channels = x.shape
    return x.transpose(1, 2).reshape(batch, time, heads * channels)


def gelu_new(x: Tensor) -> Tensor:
    """GELU by its tanh approximation (Hendrycks & Gimpel 2016), as GPT and T5 1.1 have it."""
    return F.gelu(x, approximate="tanh")


class Names(nn.Module):
    """A module that does nothing but give its parts the names under which they are stored."""


class Conv1D(nn.Module):
    """GPT's linear map, whose weight is stored as [in, out]."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight.t(), self.bias)


class LayerNorm(nn.LayerNorm):
    """Layer norm (Ba et al. 2016), in float32 even where the rest is in bfloat16."""

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x.float(), self.normalized_shape, self.weight, self.bias, self.eps)


class RmsNorm(nn.Module):
    """RMSNorm (Zhang & Sennrich 2019)."""

    def __init__(self, width: int, eps: float = 1e-6) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        y = x.float()
        return (y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + self.eps)).to(x.dtype) * self.weight


def linear(inputs: int, outputs: int) -> nn.Linear:
    """A linear map without bias."""
    return nn.Linear(inputs, outputs, bias=False)


def sinusoids(positions: int, width: int, base: float = 10_000.0) -> Tensor:
    """[position, channel] (Vaswani et al. 2017): sines in the first half of the channels, cosines in the second, as Marian has them;
    the slowest turns once in 2π · base positions."""
    angles = torch.arange(positions).float()[:, None] / torch.pow(torch.tensor(base), torch.arange(0, width, 2).float() / width)[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


@torch.no_grad()
def begin_as_sinusoids(positions: nn.Embedding) -> None:
    """A learned table of positions begins as sinusoids of the size that its random numbers had, the slowest as long as a context or two:
    from random rows a small model learns only late which positions are neighbours."""
    waves = sinusoids(*positions.weight.shape, base=100.0)
    positions.weight.copy_(waves * (positions.weight.std() / waves.std()))


@torch.no_grad()
def begin_alike(query: Tensor, key: Tensor) -> None:
    """Queries and keys of a part begin with the same weights, twice as large, so that each token begins by looking at those around it and
    at those like it (after Trockman & Kolter 2023)."""
    query.mul_(2)
    key.copy_(query)


@torch.no_grad()
def initialise(model: nn.Module, layers: int, width: int, into_stream: tuple[str, ...] = (), embedding: float | None = None) -> None:
    """Normal with GPT-2's σ = 0.02 at a width of 768, larger in narrower models, so that the first scores are no smaller; `embedding`
    for embeddings, if given; what writes `into_stream` divided by √(2 · layers) (Radford et al. 2019)."""
    usual = 0.02 * math.sqrt(768 / width)
    for name, parameter in model.named_parameters():
        if parameter.dim() < 2:
            continue
        is_embedding = "embed" in name or "shared" in name
        depth = math.sqrt(2 * layers) if any(f".{part}." in f".{name}" for part in into_stream) else 1
        parameter.normal_(std=(embedding if embedding and is_embedding else usual) / depth)


def padding_bias(ids: Tensor, pad: int) -> Tensor:
    """−10⁴ for keys that are padding, [batch, 1, 1, key]."""
    return torch.zeros(ids.shape, device=ids.device).masked_fill(ids == pad, -1e4)[:, None, None]


def shifted_right(labels: Tensor, start: int) -> Tensor:
    """What a decoder reads to give `labels`: one step later, behind its start token; unscored labels become token 0."""
    return torch.cat([torch.full_like(labels[:, :1], start), labels[:, :-1].clamp(min=0)], 1)
