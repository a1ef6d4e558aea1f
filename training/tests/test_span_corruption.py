"""Span corruption against what Hugging Face's example script for T5 computes (tests/span_corruption.json)."""
import json
import os
import unittest

import torch

from ..objectives.mixture import DENOISERS, mixture
from ..objectives.spans import corrupt, corrupted_lengths, mask_of_segments, noise_counts, random_spans, segment_lengths, span_corruption
from ..tokenizer.special_tokens import EOS, FIRST_SENTINEL, IGNORED, MODE_R, MODE_S, MODE_X, PAD, SENTINELS

with open(os.path.join(os.path.dirname(__file__), "span_corruption.json"), encoding="utf8") as file:
    FACTS = json.load(file)


class SpanCorruption(unittest.TestCase):
    def test_lengths(self) -> None:
        checked = 0
        for fact in FACTS["lengths"]:
            tokens, density, span = fact["tokens_length"], fact["noise_density"], fact["mean_noise_span_length"]
            if round(round(tokens * density) / span) >= SENTINELS:
                continue  # more spans than there are sentinels here
            inputs, targets = corrupted_lengths(tokens, density, span)
            self.assertEqual((inputs, targets), (fact["inputs_length"], fact["targets_length"]), fact)
            checked += 1
        self.assertGreaterEqual(checked, 10)

    def test_masks(self) -> None:
        for fact in FACTS["masks"]:
            _, spans = noise_counts(fact["length"], fact["noise_density"], fact["mean_noise_span_length"])
            kept, noise = (segment_lengths(torch.tensor([fact[key]]).reshape(1, -1), spans) for key in ("shuffled_nonnoise", "shuffled_noise"))
            self.assertEqual(mask_of_segments(kept, noise)[0].long().tolist(), fact["mask"])
        self.assertEqual(len(FACTS["masks"]), 12)

    def test_inputs_and_labels(self) -> None:
        for fact in FACTS["batches"]:
            last = fact["tokenizer_length"] - 1
            inputs, targets = corrupt(torch.tensor(fact["tokens"]), torch.tensor(fact["mask"]).bool(), first=last, step=-1, end=fact["eos_token_id"])
            self.assertEqual(inputs.tolist(), fact["input_ids"])
            self.assertEqual(targets.tolist(), fact["labels"])
        self.assertEqual(len(FACTS["batches"]), 3)

    def test_random_spans_have_the_counts_asked_for_and_begin_with_text(self) -> None:
        random = torch.Generator().manual_seed(0)
        for density, span in [(0.15, 3), (0.5, 8), (0.5, 48)]:
            mask = random_spans(50, 255, density, span, random)
            noise, spans = noise_counts(255, density, span)
            self.assertEqual(mask.sum(1).tolist(), [noise] * 50)
            begins = mask[:, 1:] & ~mask[:, :-1]
            self.assertEqual(begins.sum(1).tolist(), [spans] * 50)
            self.assertFalse(bool(mask[:, 0].any()))
            self.assertGreater(len(set(map(tuple, mask.tolist()))), 40)

    def test_every_token_comes_back_once(self) -> None:
        ids = torch.arange(400, 655)[None]
        batch = span_corruption(ids, torch.Generator().manual_seed(3))
        inputs, labels = batch.inputs[0].tolist(), batch.labels[0].tolist()
        self.assertEqual((inputs[-1], labels[-1]), (EOS, EOS))
        spans: dict[int, list[int]] = {}
        for token in labels[:-1]:
            if token < FIRST_SENTINEL + SENTINELS:
                current = spans[token] = []
            else:
                current.append(token)
        rebuilt = [token for place in inputs[:-1] for token in spans.get(place, [place])]
        self.assertEqual(rebuilt, ids[0].tolist())

    def test_the_mixture_has_every_denoiser_with_its_mode(self) -> None:
        batch = mixture(torch.randint(400, 2000, (14, 255)), torch.Generator().manual_seed(1))
        modes = batch.inputs[:, 0].tolist()
        self.assertEqual(sorted(modes), sorted([denoiser.mode for denoiser in DENOISERS] * 2))
        self.assertEqual({MODE_R, MODE_S, MODE_X}, set(modes))
        for mode, row, labels in zip(modes, batch.inputs.tolist(), batch.labels.tolist()):
            self.assertEqual(labels[0], FIRST_SENTINEL)
            self.assertEqual([token for token in row if token != PAD][-1], EOS)
            self.assertEqual([token for token in labels if token != IGNORED][-1], EOS)
            if mode == MODE_S:
                self.assertEqual([token for token in row if FIRST_SENTINEL <= token < FIRST_SENTINEL + SENTINELS], [FIRST_SENTINEL])
