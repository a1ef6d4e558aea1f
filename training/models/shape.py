"""The sizes of a model."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    vocabulary: int = 2048
    width: int = 128
    layers: int = 4
    """Of an encoder–decoder: of the encoder."""
    decoder_layers: int = 0
    heads: int = 4
    key_value_heads: int = 0
    """0: as many as heads."""
    hidden: int = 512
    """Width inside the feed-forward part."""
    context: int = 256

    @property
    def head_width(self) -> int:
        return self.width // self.heads
