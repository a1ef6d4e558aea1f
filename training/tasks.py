"""What a recipe learns from: batches for training, and batches held out."""
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .models.language_model import Batch
from .objectives.causal import causal, prefix_lm
from .objectives.masked import masked
from .objectives.mixture import mixture
from .objectives.spans import span_corruption
from .objectives.translation import Translations
from .packed_rows import PackedRows
from .recipes import Recipe
from .token_streams import TokenStreams
from .tokenizer.bpe import ByteLevelBpe

Objective = Callable[[Tensor, torch.Generator, int], Batch]

OBJECTIVES: dict[str, tuple[int, Objective]] = {
    "causal": (0, lambda ids, random, vocabulary: causal(ids)),
    "prefix": (0, lambda ids, random, vocabulary: prefix_lm(ids, random)),
    "masked": (2, lambda ids, random, vocabulary: masked(ids, random, vocabulary)),
    "spans": (1, lambda ids, random, vocabulary: span_corruption(ids, random)),
    "mixture": (1, lambda ids, random, vocabulary: mixture(ids, random)),
}
"""Name: how many tokens of the context a row leaves to special ones, and how rows of text become a batch."""


@dataclass
class Task:
    """Draws batches. Every text objective sees the same rows in the same order for the same seed and context."""

    recipe: Recipe
    source: TokenStreams | PackedRows | Translations

    @property
    def domains(self) -> list[str | None]:
        return [None] if isinstance(self.source, Translations) else list(self.source.domains)

    def draw(self, rows: int, random: torch.Generator, domain: str | None = None, held_out: bool = False, length: int = 0) -> Batch:
        """A batch of `rows`, of one domain or of all by their shares; of `length` tokens in place of the context, where rows are cut from text."""
        if isinstance(self.source, Translations):
            return self.source.draw(rows, random, held_out)
        if isinstance(self.source, PackedRows):
            return causal(self.source.rows(rows, random, domain, held_out))
        shape = self.recipe.shape
        framing, objective = OBJECTIVES[self.recipe.objective]
        ids = self.source.rows(rows, (length or shape.context) - framing, random, domain, held_out)
        return objective(ids, random, shape.vocabulary)


def task_of(recipe: Recipe, tokens: str, tokenizer: str, device: str) -> Task:
    """`tokens` is the folder of token_streams or, for the completion model, of packed_rows."""
    if recipe.objective == "translation":
        return Task(recipe, Translations(ByteLevelBpe(tokenizer), device))
    if recipe.objective == "fill":
        return Task(recipe, PackedRows(tokens, recipe.shape.context, device))
    return Task(recipe, TokenStreams(tokens, device))
