"""Reading tokenizer.json and encoding with it, in plain Python; equal to Hugging Face's tokenizers on the files written here."""
import json

import regex

from .pieces import BYTE_OF, pieces_of, spelled
from .train_bpe import merged

_MANY_PIECES = 3_000_000


class ByteLevelBpe:
    """A tokenizer of this project: text to ids and back. Templates (`<s>` in front, …) are not applied."""

    def __init__(self, path: str) -> None:
        with open(path, encoding="utf8") as file:
            content = json.load(file)
        self.vocabulary: dict[str, int] = content["model"]["vocab"]
        self._rank = {tuple(merge): rank for rank, merge in enumerate(content["model"]["merges"])}
        self._special = {token["content"]: token["id"] for token in content["added_tokens"]}
        self._token = {i: token for token, i in self.vocabulary.items()}
        self._known: dict[str, list[int]] = {}
        longest_first = sorted(self._special, key=len, reverse=True)
        self._specials_in = regex.compile("(" + "|".join(regex.escape(token) for token in longest_first) + ")")

    def encode(self, text: str) -> list[int]:
        """Ids of `text`; the text of a special token becomes that token."""
        ids: list[int] = []
        for part in self._specials_in.split(text):
            ids += [self._special[part]] if part in self._special else self.encode_plain(part)
        return ids

    def encode_plain(self, text: str) -> list[int]:
        """Ids of `text`, in which nothing is a special token: for documents of a corpus."""
        return [i for piece in pieces_of(text) for i in self._of_piece(piece)]

    def decode(self, ids: list[int]) -> str:
        """The text of `ids`; bytes that are no UTF-8 become replacement characters."""
        data = b""
        for i in ids:
            token = self._token.get(int(i), "")
            data += token.encode() if token in self._special else bytes(BYTE_OF[character] for character in token)
        return data.decode("utf8", "replace")

    def _of_piece(self, piece: str) -> list[int]:
        known = self._known.get(piece)
        if known is not None:
            return known
        symbols = list(spelled(piece.encode("utf8", "surrogatepass")))
        while len(symbols) > 1:
            best = min(zip(symbols, symbols[1:]), key=lambda pair: self._rank.get(pair, len(self._rank)))
            if best not in self._rank:
                break
            symbols = merged(symbols, best)
        ids = [self.vocabulary[symbol] for symbol in symbols]
        if len(self._known) < _MANY_PIECES:
            self._known[piece] = ids
        return ids
