"""Batches of the made-up language: sentences, their translations, and which word translates which."""
from random import Random

import torch

from ..corpus.toy_language import ToyLanguage
from ..models.language_model import Batch
from ..tokenizer.bpe import ByteLevelBpe
from ..tokenizer.special_tokens import EOS, IGNORED, PAD

HELD_OUT = 4000


class Translations:
    """Sentence pairs as token ids; the first 4,000 are held out."""

    def __init__(self, tokenizer: ByteLevelBpe, device: str, number: int = 200_000, seed: int = 0) -> None:
        language, random = ToyLanguage(), Random(seed)
        words = {word: tokenizer.encode_plain(f" {word}") for pair in language.lexicon.items() for word in pair}
        self.pairs = [language.sentence(random) for _ in range(number)]
        sources = [[i for word in pair.source for i in words[word]] + [EOS] for pair in self.pairs]
        targets = [[i for word in pair.target for i in words[word]] + [EOS] for pair in self.pairs]
        self._sources = _table(sources, PAD).to(device)
        self._targets = _table(targets, IGNORED).to(device)

    def draw(self, rows: int, random: torch.Generator, held_out: bool = False) -> Batch:
        low, high = (0, HELD_OUT) if held_out else (HELD_OUT, len(self.pairs))
        chosen = torch.randint(low, high, (rows,), generator=random, device=random.device)
        return Batch(self._sources[chosen], self._targets[chosen])


def _table(rows: list[list[int]], fill: int) -> torch.Tensor:
    table = torch.full((len(rows), max(map(len, rows))), fill)
    for i, row in enumerate(rows):
        table[i, : len(row)] = torch.tensor(row)
    return table
