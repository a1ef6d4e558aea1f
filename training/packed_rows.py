"""Rows for the completion model: whole pieces of files, half of them with what is behind a gap in front, packed into rows of one context.

python3 -m training.packed_rows --corpus corpus --tokenizer tokenizer/tokenizer.json --context 1024 --out rows
"""
import argparse
import os
from random import Random

import numpy as np
import torch
from torch import Tensor

from .objectives.fill_in_the_middle import fill_in_the_middle
from .token_streams import HELD_OUT_EVERY, NAMED
from .tokenizer.bpe import ByteLevelBpe
from .tokenizer.special_tokens import END_OF_TEXT, FIM_MIDDLE, PAD

CHARACTERS_A_TOKEN = (2.0, 3.1)
"""A piece is cut to fill some, half or all of a row: by characters, of which a token has about so many."""
ROW_SHARES = {"ts": 0.42, "js": 0.10, "py": 0.20, "md": 0.14, "synthetic": 0.14}
"""Of the rows of a batch, by domain: a model that completes has more use for text as people write it than its siblings have."""
REPLACED = ["<|", "<extra_id_", "[MASK]", "[CLS]", "[SEP]", "<s>", "</s>", "<pad>", "<unk>"]
"""The text of a special token in a document must not become the token."""


def pieces_of_document(random: Random, text: str, context: int) -> list[str]:
    """`text` cut at line ends into pieces of a row's length or less."""
    pieces, start = [], 0
    while start < len(text):
        length = int(random.choice([0.3, 0.6, 1, 1]) * context * random.uniform(*CHARACTERS_A_TOKEN))
        end = text.find("\n", start + length)
        end = len(text) if end < 0 or len(text) - end < 200 else end + 1
        pieces.append(text[start:end])
        start = end
    return pieces


def packed(texts: list[list[int]], context: int) -> np.ndarray:
    """[row, time] of ids: texts one behind the other, never one that was reordered across two rows; padding behind."""
    rows: list[list[int]] = [[]]
    for ids in texts:
        ids = ids[:context]
        if len(rows[-1]) + len(ids) > context:
            rows.append([])
        rows[-1] += ids
    kept = [row + [PAD] * (context - len(row)) for row in rows if len(row) > context // 2] or [(rows[0] + [PAD] * context)[:context]]
    return np.array(kept, dtype=np.uint16)


def pack_corpus(corpus: str, tokenizer: ByteLevelBpe, context: int, out: str, seed: int = 0) -> None:
    """Writes DOMAIN.npz with the rows for training and those held out."""
    os.makedirs(out, exist_ok=True)
    random = Random(seed)
    for domain in ROW_SHARES:
        with open(os.path.join(corpus, f"{domain}.txt"), encoding="utf8") as file:
            documents = file.read().split("\0")
        parts: dict[str, list[list[int]]] = {"train": [], "held_out": []}
        for i, document in enumerate(documents):
            name, text = document.split("\n", 1) if domain in NAMED else ("", document)
            for special in REPLACED:
                text = text.replace(special, f"{special[0]} {special[1:]}")
            for piece in pieces_of_document(random, text, context):
                moved, is_moved = fill_in_the_middle(random, piece, name)
                ids = tokenizer.encode(moved)
                if is_moved and FIM_MIDDLE not in ids[:context]:
                    continue  # Nothing but a suffix would find room.
                parts["held_out" if i % HELD_OUT_EVERY == 7 else "train"].append(ids if is_moved else [*ids, END_OF_TEXT])
        for texts in parts.values():
            random.shuffle(texts)
        np.savez(os.path.join(out, f"{domain}.npz"), **{part: packed(texts, context) for part, texts in parts.items()})
        print(domain, {part: len(texts) for part, texts in parts.items()}, flush=True)


class PackedRows:
    """Those rows, on the device."""

    def __init__(self, folder: str, context: int, device: str) -> None:
        self.domains = list(ROW_SHARES)
        files = {domain: np.load(os.path.join(folder, f"{domain}.npz")) for domain in self.domains}
        self._rows = {
            (domain, part == "held_out"): torch.from_numpy(file[part].astype(np.int32)).to(device)
            for domain, file in files.items()
            for part in ("train", "held_out")
        }
        for rows in self._rows.values():
            if rows.shape[1] != context:
                raise ValueError(f"the rows are {rows.shape[1]} tokens long, the model's context is {context}")
        self._shares = torch.tensor(list(ROW_SHARES.values()), device=device)

    def rows(self, number: int, random: torch.Generator, domain: str | None = None, held_out: bool = False) -> Tensor:
        """[row, time] of ids, from the domains by their shares or from one of them."""
        if domain is not None:
            rows = self._rows[domain, held_out]
            return rows[torch.randint(len(rows), (number,), generator=random, device=random.device)].long()
        chosen = torch.multinomial(self._shares, number, replacement=True, generator=random).tolist()
        return torch.cat([self.rows(1, random, self.domains[i], held_out) for i in chosen])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("corpus", "tokenizer", "out"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("--context", type=int, default=1024)
    given = parser.parse_args()
    pack_corpus(given.corpus, ByteLevelBpe(given.tokenizer), given.context, given.out)
