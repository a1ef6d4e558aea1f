"""A made-up language whose alignment with English is known: other words, another order.

English-like source (subject verb object, adjectives before the noun, prepositions) → target (subject object verb, adjectives in
mirrored order behind the noun, determiner behind them, postpositions).
"""
from dataclasses import dataclass
from random import Random

NOUNS = "dog cat bird fox mouse horse boy girl king farmer river house stone book ship tree star lamp door road".split()
ADJECTIVES = "small big red old kind brave green cold happy dark".split()
VERBS = "sees finds likes takes follows paints carries hears opens builds".split()
PREPOSITIONS = "near under behind with".split()
DETERMINERS = "the this every".split()
ADVERBS = "today often now slowly".split()


@dataclass(frozen=True)
class Pair:
    source: list[str]
    target: list[str]
    origin: list[int]
    """origin[i]: the source word that target word i translates."""


class ToyLanguage:
    """The lexicon is drawn once, from a fixed seed."""

    def __init__(self) -> None:
        random = Random(7)
        self.lexicon: dict[str, str] = {}
        for word in NOUNS + ADJECTIVES + VERBS + PREPOSITIONS + DETERMINERS + ADVERBS:
            syllables = 1 if word in DETERMINERS + PREPOSITIONS else 2
            while word not in self.lexicon:
                made = "".join(random.choice("ptkbdgmnslrvz") + random.choice("aeiou") for _ in range(syllables))
                made += random.choice(["", "n", "s", "r"])
                if made not in self.lexicon.values():
                    self.lexicon[word] = made

    def sentence(self, random: Random) -> Pair:
        subject, subject_order = self._noun_phrase(random)
        verb = random.choice(VERBS)
        thing, thing_order = self._noun_phrase(random)
        adverb = [random.choice(ADVERBS)] if random.random() < 0.4 else []
        source = [*subject, verb, *thing, *adverb]
        at_verb = len(subject)
        origin = [*subject_order, *([len(source) - 1] if adverb else []), *(at_verb + 1 + i for i in thing_order), at_verb]
        return Pair(source, [self.lexicon[source[i]] for i in origin], origin)

    def _noun_phrase(self, random: Random, may_nest: bool = True) -> tuple[list[str], list[int]]:
        """The words of a noun phrase, and the order in which the target has them."""
        determiner, noun = random.choice(DETERMINERS), random.choice(NOUNS)
        adjectives = random.sample(ADJECTIVES, random.choice([0, 0, 1, 1, 2]))
        words = [determiner, *adjectives, noun]
        order = [len(words) - 1, *range(len(adjectives), 0, -1), 0]
        if may_nest and random.random() < 0.35:
            preposition = random.choice(PREPOSITIONS)
            inner, inner_order = self._noun_phrase(random, may_nest=False)
            at = len(words)
            words += [preposition, *inner]
            order += [*(at + 1 + i for i in inner_order), at]
        return words, order
