"""The models of the set: family, sizes, objective, learning rate."""
from dataclasses import dataclass

from .models.bert import Bert, RelativeBert
from .models.bloom import Bloom
from .models.gpt import Gpt
from .models.gpt2 import Gpt2
from .models.language_model import LanguageModel
from .models.llama import Llama
from .models.marian import Marian
from .models.shape import Shape
from .models.t5 import T5


@dataclass(frozen=True)
class Recipe:
    family: type[LanguageModel]
    shape: Shape
    objective: str
    """A key of `tasks.OBJECTIVES`."""
    rate: float
    """AdamW's learning rate at its highest."""
    opening: int = 0
    """Tokens of a row in the first three quarters of the time; 0: the whole context (BERT begins with short texts: Devlin et al. 2018)."""
    shortest: int = 0
    """Behind the opening the rows of each step are as long as the context, or a half, a quarter, … of it, down to this; 0: the whole context. A
    model of spans must meet texts with one sentinel as well as with many, or it never learns to end."""
    share: float = 1.0
    """Of the time, where several are trained (`train_all`)."""


GATED = 352
"""A gated feed-forward part has three matrices: two thirds of the width hold as many parameters."""

RECIPES = {
    "starter-llama": Recipe(Llama, Shape(hidden=GATED), "causal", 3e-3),
    "starter-gpt2": Recipe(Gpt2, Shape(), "causal", 2e-3, opening=128),
    "starter-gpt": Recipe(Gpt, Shape(), "causal", 2e-3, opening=128),
    "starter-bloom": Recipe(Bloom, Shape(), "causal", 2e-3, opening=128),
    "starter-prefix": Recipe(Llama, Shape(hidden=GATED), "prefix", 3e-3, opening=128),
    "starter-bert": Recipe(Bert, Shape(), "masked", 3e-3, opening=64),
    "starter-bert-shaw": Recipe(RelativeBert, Shape(), "masked", 1.5e-3, opening=64),
    "starter-t5": Recipe(T5, Shape(hidden=GATED, layers=2, decoder_layers=2), "spans", 2e-3, opening=64, shortest=16),
    "starter-ul2": Recipe(T5, Shape(hidden=GATED, layers=2, decoder_layers=2), "mixture", 2e-3, opening=64, share=1.5),
    "starter-marian": Recipe(Marian, Shape(hidden=256, layers=2, decoder_layers=2, context=64), "translation", 1e-3, share=0.5),
    "starter-completion": Recipe(Llama, Shape(vocabulary=4096, width=192, layers=6, heads=6, key_value_heads=2, hidden=512, context=512), "fill", 3e-3),
    "completion": Recipe(Llama, Shape(vocabulary=8192, width=384, layers=12, heads=6, key_value_heads=2, hidden=1024, context=1024), "fill", 2e-3, share=8.0),
}
