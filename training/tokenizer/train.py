"""Trains the tokenizer on a sample of the corpus.

python3 -m training.tokenizer.train --corpus corpus --vocabulary 2048 --out tokenizer
"""
import argparse
import os
from collections import Counter
from random import Random

from .pieces import pieces_of
from .special_tokens import FIRST_MERGE
from .tokenizer_json import write_tokenizer
from .train_bpe import train_merges

SAMPLE = {"ts": 10_000_000, "js": 1_500_000, "py": 4_000_000, "md": 3_000_000, "synthetic": 1_000_000}
"""Characters of each domain."""


def counted_pieces(corpus: str, seed: int = 0) -> Counter[str]:
    """How often each piece occurs in the sample."""
    counts: Counter[str] = Counter()
    random = Random(seed)
    for domain, characters in SAMPLE.items():
        with open(os.path.join(corpus, f"{domain}.txt"), encoding="utf8") as file:
            documents = file.read().split("\0")
        random.shuffle(documents)
        taken = 0
        for document in documents:
            counts.update(pieces_of(document))
            taken += len(document)
            if taken > characters:
                break
    return counts


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", default="corpus")
    parser.add_argument("--vocabulary", type=int, default=2048)
    parser.add_argument("--out", default="tokenizer")
    given = parser.parse_args()
    merges = train_merges(counted_pieces(given.corpus), given.vocabulary - FIRST_MERGE)
    write_tokenizer(given.out, merges, given.vocabulary)
    print(len(merges), "merges")
