"""The corpus as token ids: encoded once to `DOMAIN.u16` and `DOMAIN.held-out.u16`, and rows cut from it at random.

python3 -m training.token_streams --corpus corpus --tokenizer tokenizer/tokenizer.json --out tokens
"""
import argparse
import json
import os
from array import array

import numpy as np
import torch
from torch import Tensor

from .tokenizer.bpe import ByteLevelBpe
from .tokenizer.special_tokens import END_OF_TEXT, FILE

SHARES = {"ts": 0.32, "js": 0.06, "py": 0.14, "md": 0.08, "synthetic": 0.40}
"""Of the rows of a batch, by domain."""
NAMED = {"ts", "js", "py", "md"}
"""Domains whose documents begin with their file's name on a line of its own."""
HELD_OUT_EVERY = 50
"""One document of 50 is held out."""


def encode_corpus(corpus: str, tokenizer: ByteLevelBpe, out: str) -> dict:
    """Writes the token files of each domain, <|endoftext|> in front of each document, and every other one with its name. Returns counts."""
    os.makedirs(out, exist_ok=True)
    counts = {}
    for domain in SHARES:
        with open(os.path.join(corpus, f"{domain}.txt"), encoding="utf8") as file:
            documents = file.read().split("\0")
        parts = {"": array("H"), ".held-out": array("H")}
        for i, document in enumerate(documents):
            ids = [END_OF_TEXT]
            if domain in NAMED:
                name, document = document.split("\n", 1)
                ids += [FILE, *tokenizer.encode_plain(f"{name}\n")] if i % 2 else []
            ids += tokenizer.encode_plain(document)
            parts[".held-out" if i % HELD_OUT_EVERY == 7 else ""].extend(ids)
        for part, ids in parts.items():
            np.frombuffer(ids, dtype=np.uint16).tofile(os.path.join(out, f"{domain}{part}.u16"))
        counts[domain] = dict(documents=len(documents), tokens=len(parts[""]), held_out=len(parts[".held-out"]))
        print(domain, counts[domain], flush=True)
    with open(os.path.join(out, "counts.json"), "w", encoding="utf8") as file:
        json.dump(counts, file, indent=1)
    return counts


class TokenStreams:
    """All tokens on the device, where rows are cut, so that a GPU never waits for them."""

    def __init__(self, folder: str, device: str) -> None:
        self.domains = list(SHARES)
        self._parts = {}
        for part, end in (("train", ""), ("held out", ".held-out")):
            streams = [torch.from_numpy(np.fromfile(os.path.join(folder, f"{domain}{end}.u16"), np.uint16).astype(np.int32)) for domain in self.domains]
            lengths = torch.tensor([len(stream) for stream in streams])
            self._parts[part] = (torch.cat(streams).to(device), (lengths.cumsum(0) - lengths).to(device), lengths.to(device))
        self._bounds = torch.tensor(list(SHARES.values())).cumsum(0).to(device)

    def rows(self, number: int, length: int, random: torch.Generator, domain: str | None = None, held_out: bool = False) -> Tensor:
        """[row, time] of ids, from the domains by their shares or from one of them, each from a place drawn at random."""
        tokens, starts, lengths = self._parts["held out" if held_out else "train"]
        drawn = torch.rand(2, number, generator=random, device=random.device)
        if domain is None:
            chosen = torch.searchsorted(self._bounds, drawn[0]).clamp(max=len(self.domains) - 1)
        else:
            chosen = torch.full((number,), self.domains.index(domain), device=random.device)
        first = starts[chosen] + (drawn[1] * (lengths[chosen] - length)).long()
        return tokens[first[:, None] + torch.arange(length, device=random.device)].long()

    def of(self, domain: str, held_out: bool = False) -> np.ndarray:
        """Every token of one domain, for baselines."""
        tokens, starts, lengths = self._parts["held out" if held_out else "train"]
        i = self.domains.index(domain)
        return tokens[int(starts[i]) : int(starts[i] + lengths[i])].cpu().numpy()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("corpus", "tokenizer", "out"):
        parser.add_argument(f"--{option}", required=True)
    given = parser.parse_args()
    encode_corpus(given.corpus, ByteLevelBpe(given.tokenizer), given.out)
