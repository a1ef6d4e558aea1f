"""Fill-in-the-middle (Bavarian et al. 2022): a document as prefix, suffix, middle, so that a causal model learns to fill a gap."""
import math
from random import Random

SHARE = 0.5
SHORTEST = 60


def fill_in_the_middle(random: Random, text: str, name: str = "") -> tuple[str, bool]:
    """`text`, half of the time with a middle moved to its end: the rest of a line, some lines, or any span. Also whether it was moved.
    A file's name goes in front of most of those that have one."""
    head = f"<|file_sep|>{name}\n" if name and random.random() < 0.7 else ""
    if len(text) < SHORTEST or random.random() < SHARE:
        return head + text, False
    start, end = middle_of(random, text)
    return f"{head}<|fim_prefix|>{text[:start]}<|fim_suffix|>{text[end:]}<|fim_middle|>{text[start:end]}<|endoftext|>", True


def middle_of(random: Random, text: str) -> tuple[int, int]:
    """Where the middle begins and ends."""
    start, kind = random.randrange(20, len(text) - 20), random.random()
    if kind < 0.45:
        return start, end_of_line(text, start)
    if kind < 0.75:
        if random.random() < 0.6:
            start = text.rfind("\n", 0, start) + 1
        end = start
        for _ in range(random.randint(1, 6)):
            end = end_of_line(text, end + 1)
        return start, end
    return start, min(len(text), start + int(math.exp(random.uniform(0, math.log(max(3, len(text) * 0.6))))))


def end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
