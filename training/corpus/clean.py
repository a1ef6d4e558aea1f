"""What of a file is text that people wrote: not minified, not generated, without licence headers, addresses and keys."""
import re
from hashlib import md5

SHORTEST, LONGEST = 200, 120_000
"""Characters of a file."""
LONGEST_LINE, MEAN_LINE = 400, 70
_GENERATED = re.compile(r"@generated|DO NOT EDIT|sourceMappingURL=data")
_LICENCE_HEADER = re.compile(r"^\s*/\*[\s\S]*?(copyright|licen[sc]e)[\s\S]*?\*/\s*", re.IGNORECASE)
_PRIVATE = re.compile(r"[\w.+-]+@[\w-]+\.\w+|-----BEGIN|sk-[A-Za-z0-9]{20}")


def cleaned(path: str) -> str | None:
    """The text of a file, or None when it is nothing to learn from."""
    try:
        with open(path, encoding="utf8") as file:
            return cleaned_text(file.read())
    except (UnicodeDecodeError, OSError):
        return None


def cleaned_text(text: str) -> str | None:
    """`text` without licence header, private lines and blanks at line ends; None when it is too short, too long, minified or generated."""
    if not SHORTEST <= len(text) <= LONGEST or "\0" in text:
        return None
    lines = text.split("\n")
    if max(map(len, lines)) > LONGEST_LINE or len(text) / len(lines) > MEAN_LINE:
        return None
    if _GENERATED.search(text[:2000] + text[-300:]):
        return None
    kept = _LICENCE_HEADER.sub("", text, count=1).split("\n")
    return "\n".join(line.rstrip() for line in kept if not _PRIVATE.search(line) and "sourceMappingURL" not in line)


def fingerprint(text: str) -> bytes:
    """The same for texts that differ in blanks only."""
    return md5(re.sub(r"\s+", "", text).encode()).digest()
