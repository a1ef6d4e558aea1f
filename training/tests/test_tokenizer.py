"""The tokenizer: training by hand, bytes, special tokens, templates, and the round trip."""
import json
import os
import tempfile
import unittest
from collections import Counter

from ..tokenizer.bpe import ByteLevelBpe
from ..tokenizer.pieces import pieces_of
from ..tokenizer.special_tokens import FIRST_BYTE, FIRST_MERGE, ID, SPECIAL_TOKENS
from ..tokenizer.tokenizer_json import TEMPLATES, write_tokenizer, write_tokenizer_for
from ..tokenizer.train_bpe import merged, train_merges

TEXT = "Once upon a time: naïve 😀 twice\n\n    return x_12;\t'll"


class Tokenizer(unittest.TestCase):
    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.merges = train_merges(Counter(pieces_of("low low low lower lower newest newest newest newest widest")), 12)
        write_tokenizer(self._folder.name, self.merges, FIRST_MERGE + len(self.merges))
        self.path = os.path.join(self._folder.name, "tokenizer.json")

    def test_pieces_lose_nothing_and_digits_stand_alone(self) -> None:
        self.assertEqual("".join(pieces_of(TEXT)), TEXT)
        self.assertEqual(list(pieces_of("in 2026")), ["in", " ", "2", "0", "2", "6"])

    def test_the_most_frequent_pair_is_merged_first_and_ties_go_to_the_smaller(self) -> None:
        self.assertEqual(train_merges(Counter({"ab": 3, "cd": 5}), 2), [(b"c", b"d"), (b"a", b"b")])
        self.assertEqual(train_merges(Counter({"xy": 3, "ab": 3}), 1), [(b"a", b"b")])
        self.assertEqual(merged(list("aaab"), ("a", "a")), ["aa", "a", "b"])

    def test_counts_kept_up_to_date_give_what_counting_anew_gives(self) -> None:
        with open(__file__, encoding="utf8") as file:
            words = Counter(pieces_of(file.read()))
        self.assertEqual(train_merges(words, 60), naive_merges(words, 60))

    def test_special_tokens_come_first_then_bytes_then_merges(self) -> None:
        bpe = ByteLevelBpe(self.path)
        self.assertEqual([bpe.vocabulary[token] for token in SPECIAL_TOKENS], list(range(FIRST_BYTE)))
        self.assertEqual(bpe.encode_plain("\x00")[0], FIRST_BYTE)
        self.assertEqual(bpe.encode("[MASK]"), [ID["[MASK]"]])
        self.assertEqual(bpe.decode(bpe.encode_plain("[MASK]")), "[MASK]")
        self.assertGreater(len(bpe.encode_plain("[MASK]")), 1)

    def test_any_text_comes_back(self) -> None:
        bpe = ByteLevelBpe(self.path)
        self.assertEqual(bpe.decode(bpe.encode_plain(TEXT)), TEXT)
        self.assertLess(len(bpe.encode_plain("newest lower")), len("newest lower"))

    def test_each_kind_of_model_has_its_template(self) -> None:
        for kind, (before, behind) in TEMPLATES.items():
            with tempfile.TemporaryDirectory() as folder:
                write_tokenizer_for(kind, self.path, folder, 64)
                with open(os.path.join(folder, "tokenizer.json"), encoding="utf8") as file:
                    template = json.load(file)["post_processor"]
            single = [part.get("SpecialToken", part.get("Sequence"))["id"] for part in template["single"]]
            self.assertEqual(single, [*before, "A", *behind])
            self.assertEqual({token: entry["ids"] for token, entry in template["special_tokens"].items()}, {token: [ID[token]] for token in before + behind})


def naive_merges(words: Counter[str], number: int) -> list[tuple[bytes, bytes]]:
    """The definition: count every pair, merge the most frequent, again."""
    symbols = [([bytes([byte]) for byte in word.encode()], count) for word, count in words.items() if count >= 2 and len(word) <= 40]
    merges = []
    for _ in range(number):
        pairs: Counter = Counter()
        for word, count in symbols:
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(best)
        symbols = [(merged(word, best), count) for word, count in symbols]
    return merges
