"""What training, probes and export ask of every family."""
from dataclasses import dataclass

from torch import Tensor, nn

from .shape import Shape


@dataclass(frozen=True)
class Batch:
    """Token ids and what is scored: [batch, time] each."""

    inputs: Tensor
    """What the model reads; of an encoder–decoder what the encoder reads, padded."""
    labels: Tensor
    """The token to give at each position, −100 where none is scored; of an encoder–decoder the target, which its decoder reads one step later."""
    prefix: Tensor | None = None
    """[batch]: so many tokens at the start see each other."""


class LanguageModel(nn.Module):
    """A module whose state dict has the tensor names of its Hugging Face class."""

    kind = "causal"
    """causal, masked or encoder-decoder: decides the tokenizer's template."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, batch: Batch) -> Tensor:
        """Logits [batch, time, vocabulary]."""
        raise NotImplementedError

    def initialise(self) -> None:
        """Random weights to begin with."""
        raise NotImplementedError

    def rate_of(self, name: str) -> float:
        """By what the learning rate of a tensor is multiplied."""
        return 1.0

    def hugging_face_config(self) -> dict:
        """The content of config.json, without the ids of special tokens."""
        raise NotImplementedError
