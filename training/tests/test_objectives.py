"""Masks and labels of the objectives."""
import unittest
from random import Random

import torch

from ..corpus.toy_language import ToyLanguage
from ..models.parts import prefix_bias
from ..objectives.causal import causal, prefix_lm
from ..objectives.fill_in_the_middle import fill_in_the_middle
from ..objectives.masked import RATE, masked
from ..tokenizer.special_tokens import BOS, CLS, FIRST_BYTE, IGNORED, MASK, PAD, SEP


class Objectives(unittest.TestCase):
    def test_causal_scores_each_token_from_those_before(self) -> None:
        batch = causal(torch.tensor([[500, 501, PAD]]))
        self.assertEqual(batch.inputs.tolist(), [[BOS, 500, 501]])
        self.assertEqual(batch.labels.tolist(), [[500, 501, IGNORED]])

    def test_a_prefix_lm_scores_nothing_that_its_prefix_has_seen(self) -> None:
        ids = torch.arange(400, 464).repeat(20, 1)
        batch = prefix_lm(ids, torch.Generator().manual_seed(0))
        assert batch.prefix is not None
        self.assertGreater(len(set(batch.prefix.tolist())), 5)
        for prefix, labels, inputs in zip(batch.prefix.tolist(), batch.labels.tolist(), batch.inputs.tolist()):
            first = next(at for at, label in enumerate(labels) if label != IGNORED)
            self.assertEqual(first, prefix - 1)
            self.assertNotIn(labels[first], inputs[:prefix])

    def test_the_mask_of_a_prefix(self) -> None:
        seen = (prefix_bias(4, torch.tensor([2]))[0, 0] == 0).long().tolist()
        self.assertEqual(seen, [[1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]])

    def test_masked_words_80_10_10(self) -> None:
        ids = torch.randint(FIRST_BYTE, 2048, (200, 254), generator=torch.Generator().manual_seed(1))
        batch = masked(ids, torch.Generator().manual_seed(2), 2048)
        self.assertTrue(bool((batch.inputs[:, 0] == CLS).all()) and bool((batch.inputs[:, -1] == SEP).all()))
        scored = batch.labels != IGNORED
        self.assertAlmostEqual(float(scored.float().mean()), RATE * 254 / 256, delta=0.005)
        self.assertAlmostEqual(float((batch.inputs[scored] == MASK).float().mean()), 0.8, delta=0.02)
        self.assertAlmostEqual(float((batch.inputs[scored] == batch.labels[scored]).float().mean()), 0.1, delta=0.02)
        self.assertTrue(bool((batch.inputs[:, 1:-1][~scored[:, 1:-1]] == ids[~scored[:, 1:-1]]).all()))
        self.assertTrue(bool((batch.labels[:, 1:-1][scored[:, 1:-1]] == ids[scored[:, 1:-1]]).all()))

    def test_a_suffix_that_is_moved_leaves_the_text_whole(self) -> None:
        random, moved_ones, at_line_ends = Random(4), 0, 0
        text = "\n".join(f"line {i} of a file that is long enough" for i in range(12))
        for _ in range(200):
            made, moved = fill_in_the_middle(random, text)
            if not moved:
                self.assertEqual(made, text)
                continue
            moved_ones += 1
            self.assertTrue(made.startswith("<|fim_prefix|><|fim_suffix|>") and made.endswith("<|endoftext|>"))
            suffix, rest = made.removeprefix("<|fim_prefix|><|fim_suffix|>").removesuffix("<|endoftext|>").split("<|fim_middle|>")
            self.assertEqual(rest + suffix, text)
            at_line_ends += suffix == "" or suffix.startswith("\n")
        self.assertTrue(60 < moved_ones < 140)
        self.assertGreater(at_line_ends / moved_ones, 0.6)

    def test_the_language_is_aligned_word_by_word(self) -> None:
        language, random = ToyLanguage(), Random(0)
        self.assertEqual(len(set(language.lexicon.values())), len(language.lexicon))
        for _ in range(300):
            pair = language.sentence(random)
            self.assertEqual(sorted(pair.origin), list(range(len(pair.source))))
            self.assertEqual([language.lexicon[pair.source[i]] for i in pair.origin], pair.target)
