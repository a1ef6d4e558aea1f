"""Cutting text into the pieces within which BPE merges, and writing bytes as characters (Radford et al. 2019).

The same as `Sequence(Digits(individual_digits=True), ByteLevel(use_regex=True))` of Hugging Face's tokenizers.
"""
from collections.abc import Iterator

import regex

_WORDS = regex.compile(r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")
_DIGIT = regex.compile(r"\p{N}")


def pieces_of(text: str) -> Iterator[str]:
    """The pieces of `text` in order; each digit is one of its own."""
    last = 0
    for digit in _DIGIT.finditer(text):
        if digit.start() > last:
            yield from (word.group() for word in _WORDS.finditer(text[last:digit.start()]))
        yield digit.group()
        last = digit.end()
    if last < len(text):
        yield from (word.group() for word in _WORDS.finditer(text[last:]))


def _characters_of_bytes() -> dict[int, str]:
    """GPT-2's printable character for each byte: its own where it has one, else one from 256 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + i) for i, byte in enumerate(others)}


CHARACTER_OF = _characters_of_bytes()
BYTE_OF = {character: byte for byte, character in CHARACTER_OF.items()}

def spelled(data: bytes) -> str:
    """`data` in those characters."""
    return "".join(CHARACTER_OF[byte] for byte in data)
