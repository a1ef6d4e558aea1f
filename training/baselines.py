"""What counting pairs and triples of tokens gives, beside which a model's losses are read: Witten–Bell interpolation (Witten & Bell 1991)
of unigrams, bigrams and trigrams, counted on the training tokens of the same domain.

python3 -m training.baselines --tokens tokens --tokenizer tokenizer.json --held-out training/held-out
"""
import argparse
import math
import os
from collections import Counter

from .token_streams import TokenStreams
from .tokenizer.bpe import ByteLevelBpe
from .tokenizer.special_tokens import BOS

FILES = {"ts": "typescript.txt", "py": "python.txt", "md": "markdown.txt", "synthetic": "synthetic.txt"}


class Counts:
    """How often each token follows each context of `order` − 1 tokens, and how many different ones do."""

    def __init__(self, ids: list[int], order: int) -> None:
        self.pairs: Counter = Counter()
        self.contexts: Counter = Counter()
        self.followers: Counter = Counter()
        for gram in zip(*(ids[i:] for i in range(order))):
            context = gram[:-1]
            self.followers[context] += gram not in self.pairs
            self.pairs[gram] += 1
            self.contexts[context] += 1


def losses(train: list[int], text: list[int], vocabulary: int, orders: int = 3, window: int = 255) -> list[float]:
    """Mean nats per token of `text` under n-grams of order 1, 2, …, in windows that each begin anew behind <s>."""
    counts = [Counts(train, order) for order in range(1, orders + 1)]
    sums = [0.0] * orders
    scored = 0
    for start in range(0, len(text) - window + 1, window):
        ids = [BOS, *text[start : start + window]]
        for at in range(1, len(ids)):
            probability = 1 / vocabulary
            for order, count in enumerate(counts, start=1):
                context = tuple(ids[max(0, at - order + 1) : at])
                seen, kinds = count.contexts[context], count.followers[context]
                if len(context) == order - 1 and seen:
                    probability = (count.pairs[(*context, ids[at])] + kinds * probability) / (seen + kinds)
                sums[order - 1] -= math.log(probability)
            scored += 1
    return [total / scored for total in sums]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("tokens", "tokenizer", "held-out"):
        parser.add_argument(f"--{option}", required=True)
    given = parser.parse_args()
    bpe = ByteLevelBpe(given.tokenizer)
    streams = TokenStreams(given.tokens, "cpu")
    for domain, name in FILES.items():
        with open(os.path.join(given.held_out, name), encoding="utf8") as file:
            text = bpe.encode_plain(file.read())
        found = losses(streams.of(domain).tolist(), text, len(bpe.vocabulary))
        print(domain, *(f"{order} {loss:.2f}" for order, loss in zip(("unigram", "bigram", "trigram"), found)), flush=True)
