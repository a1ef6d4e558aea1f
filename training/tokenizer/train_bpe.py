"""Training byte-level BPE merges (Sennrich et al. 2016), with pair counts kept up to date instead of counted anew."""
import heapq
from collections import Counter, defaultdict

Pair = tuple[bytes, bytes]
LONGEST_PIECE = 40
"""Characters; a longer piece is no word, and would cost time for nothing."""


def train_merges(counts: Counter[str], number: int) -> list[Pair]:
    """The `number` merges that are most frequent when they are made, in order; ties go to the smaller pair of byte strings."""
    words = [(piece, count) for piece, count in counts.items() if count >= 2 and len(piece) <= LONGEST_PIECE]
    symbols = [[bytes([byte]) for byte in piece.encode()] for piece, _ in words]
    weight = [count for _, count in words]
    pairs: Counter[Pair] = Counter()
    holders: dict[Pair, set[int]] = defaultdict(set)
    for i, word in enumerate(symbols):
        for pair in zip(word, word[1:]):
            pairs[pair] += weight[i]
            holders[pair].add(i)
    heap = [(-count, pair) for pair, count in pairs.items()]
    heapq.heapify(heap)
    merges: list[Pair] = []
    while len(merges) < number and heap:
        negative, pair = heapq.heappop(heap)
        count = pairs.get(pair, 0)
        if count != -negative:  # an outdated entry
            if count > 0:
                heapq.heappush(heap, (-count, pair))
            continue
        if count < 2:
            break
        merges.append(pair)
        touched = set()
        for i in holders.pop(pair):
            before, after = symbols[i], merged(symbols[i], pair)
            symbols[i] = after
            for old in zip(before, before[1:]):
                pairs[old] -= weight[i]
                touched.add(old)
            for new in zip(after, after[1:]):
                pairs[new] += weight[i]
                holders[new].add(i)
                touched.add(new)
        pairs.pop(pair, None)
        for other in touched:
            if pairs.get(other, 0) > 0:
                heapq.heappush(heap, (-pairs[other], other))
            else:
                pairs.pop(other, None)
    return merges


def merged(symbols: list, pair: tuple) -> list:
    """`symbols` with every occurrence of `pair` joined, from the left."""
    joined, i = [], 0
    while i < len(symbols):
        if i + 1 < len(symbols) and (symbols[i], symbols[i + 1]) == pair:
            joined.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            joined.append(symbols[i])
            i += 1
    return joined
