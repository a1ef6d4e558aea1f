"""Rows of token ids: streams, and packed pieces."""
import os
import tempfile
import unittest
from random import Random

import numpy as np
import torch

from ..packed_rows import PackedRows, packed, pieces_of_document
from ..token_streams import SHARES, TokenStreams
from ..tokenizer.special_tokens import PAD


class Rows(unittest.TestCase):
    def test_streams_give_rows_of_the_domain_asked_for_and_by_shares(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for i, domain in enumerate(SHARES):
                for part, first in (("", 1000 * i), (".held-out", 1000 * i + 500)):
                    np.arange(first, first + 400, dtype=np.uint16).tofile(os.path.join(folder, f"{domain}{part}.u16"))
            streams = TokenStreams(folder, "cpu")
            random = torch.Generator().manual_seed(0)
            for i, domain in enumerate(SHARES):
                rows = streams.rows(5, 50, random, domain, held_out=True)
                self.assertTrue(bool(((rows >= 1000 * i + 500) & (rows < 1000 * i + 900)).all()))
                self.assertTrue(bool((rows[:, 1:] - rows[:, :-1] == 1).all()))
            drawn = streams.rows(4000, 4, random)[:, 0] // 1000
            for i, share in enumerate(SHARES.values()):
                self.assertAlmostEqual(float((drawn == i).float().mean()), share, delta=0.03)
            again = TokenStreams(folder, "cpu").rows(6, 9, torch.Generator().manual_seed(4))
            self.assertTrue(torch.equal(again, streams.rows(6, 9, torch.Generator().manual_seed(4))))

    def test_pieces_are_the_document_cut_at_line_ends(self) -> None:
        text = "".join(f"line {i} of some file\n" for i in range(400))
        pieces = pieces_of_document(Random(0), text, 64)
        self.assertEqual("".join(pieces), text)
        self.assertTrue(all(piece.endswith("\n") for piece in pieces))
        self.assertGreater(len(pieces), 10)

    def test_packed_texts_stay_whole_and_rows_are_filled_up(self) -> None:
        rows = packed([[7] * 6, [8] * 5, [9] * 20, [6] * 2], 12)
        self.assertEqual(rows.shape[1], 12)
        self.assertEqual(rows[0].tolist(), [7] * 6 + [8] * 5 + [PAD])
        self.assertEqual(rows[1].tolist(), [9] * 12)
        with tempfile.TemporaryDirectory() as folder:
            for domain in SHARES:
                np.savez(os.path.join(folder, f"{domain}.npz"), train=rows, held_out=rows[:1])
            loaded = PackedRows(folder, 12, "cpu")
            self.assertEqual(tuple(loaded.rows(3, torch.Generator().manual_seed(0)).shape), (3, 12))
            with self.assertRaises(ValueError):
                PackedRows(folder, 16, "cpu")
