"""The baselines' losses by hand."""
import math
import unittest

from ..baselines import losses


class Baselines(unittest.TestCase):
    def test_witten_bell_by_hand(self) -> None:
        # Trained on a b a b a with a vocabulary of 4; text "a b" behind <s>, which was never seen.
        a, b = 90, 91
        unigram, bigram = losses([a, b, a, b, a], [a, b], 4, orders=2, window=2)
        p_a, p_b = (3 + 2 / 4) / 7, (2 + 2 / 4) / 7
        self.assertAlmostEqual(unigram, -(math.log(p_a) + math.log(p_b)) / 2)
        self.assertAlmostEqual(bigram, -(math.log(p_a) + math.log((2 + p_b) / 3)) / 2)

    def test_a_longer_context_helps_where_the_text_repeats(self) -> None:
        train = [100, 101, 102, 100, 103, 104] * 50
        found = losses(train, train[:60], 200, window=30)
        self.assertTrue(found[2] < found[1] < found[0], found)
