"""Text made for this project: short simple stories, and small tasks whose right answer must be read from the context, so that attention
has something visible to do. No outside data."""
from collections.abc import Callable
from random import Random

NAMES = (
    "Mia Tom Anna Ben Lily Max Sara Leo Emma Sam Nina Jack Rose Oscar Ella Finn Ruth Paul Ivy Hugo Clara Noah Zoe Adam Lucy Mark Amy Peter "
    "Kate Simon"
).split()
ANIMALS = "dog cat bird rabbit fox mouse frog duck bear turtle horse owl hen goat".split()
ADJECTIVES = "little big red old kind brave quiet happy sleepy clever shy funny gentle tiny hungry".split()
THINGS = "ball book kite hat cup key lamp box stone coin drum boat shell map rope bell cake apple flower basket".split()
PLACES = "park garden forest house kitchen school market river beach barn hill bridge shop library".split()
COLOURS = "red blue green yellow white black brown pink silver golden".split()
FEELINGS = [("sad", "cried"), ("happy", "smiled"), ("scared", "ran away"), ("angry", "stamped"), ("tired", "sat down"), ("proud", "laughed")]
CHILDREN = [("he", "his", "him", "boy"), ("she", "her", "her", "girl")]
VARIABLES = "count total index value name items result size key node data left right start end sum list text user".split()
PLURALS = {"mouse": "mice", "child": "children", "fox": "foxes"}


def story(r: Random) -> str:
    """A child, an animal and a thing that is lost and found."""
    name, friend = r.sample(NAMES, 2)
    animal = r.choice(ANIMALS)
    thing, gift = r.sample(THINGS, 2)
    place, elsewhere = r.sample(PLACES, 2)
    adjective, of_animal = r.sample(ADJECTIVES, 2)
    colour = r.choice(COLOURS)
    he, his, _, child = r.choice(CHILDREN)
    feeling, did = r.choice(FEELINGS)
    sentences = [
        r.choice([
            f"Once upon a time, there was a {adjective} {child} named {name}.",
            f"One day, a {adjective} {child} named {name} went to the {place}.",
            f"{name} was a {adjective} {child} who lived near the {place}.",
        ]),
        r.choice([
            f"{name} had a {of_animal} {animal} and a {colour} {thing}.",
            f"{he.capitalize()} loved {his} {colour} {thing} very much.",
            f"Every morning {name} played with a {of_animal} {animal}.",
        ]),
    ]
    if r.random() < 0.6:
        sentences.append(r.choice([
            f"At the {elsewhere}, {name} met {his} friend {friend}.",
            f"{name} wanted to find a {gift}, so {he} walked to the {elsewhere}.",
            f'Then {friend} came and asked, "Can I see the {thing}?"',
        ]))
    sentences += [
        r.choice([
            f"But the {thing} fell into the {r.choice(['water', 'mud', 'grass', 'hole'])}.",
            f"Suddenly the {animal} took the {thing} and ran to the {elsewhere}.",
            f"But {name} could not find the {colour} {thing} anywhere.",
        ]),
        r.choice([f"{name} was {feeling} and {he} {did}.", f'"Where is my {thing}?" asked {name}.', f"{friend} saw that {name} was {feeling}."]),
        r.choice([
            f'"Do not worry," said {friend}. "I will help you."',
            f"{friend} looked under the {r.choice(['tree', 'table', 'bed', 'bench'])} and found the {colour} {thing}.",
            f"The {of_animal} {animal} brought the {thing} back to {name}.",
        ]),
        r.choice([
            f'{name} said, "Thank you, {friend}!"',
            f"{name} gave {friend} a {gift} to say thank you.",
            f"{name} and {friend} played with the {thing} until the sun went down.",
        ]),
    ]
    if r.random() < 0.7:
        sentences.append(r.choice([
            f"From that day on, {name} and {friend} were best friends.",
            f"{name} went home and slept well.",
            f"{name} learned to be {r.choice(['kind', 'careful', 'brave'])}.",
            "The end.",
        ]))
    if r.random() < 0.3:
        return "\n\n".join([" ".join(sentences[:3]), " ".join(sentences[3:5]), " ".join(sentences[5:])]) + "\n"
    return " ".join(sentences) + "\n"


def indirect_objects(r: Random) -> str:
    """Who gave what to whom: the last name is the one of two that has not acted (Wang et al. 2022)."""
    sentences = []
    for _ in range(r.randint(2, 6)):
        giver, receiver = r.sample(NAMES, 2)
        thing, place = r.choice(THINGS), r.choice(PLACES)
        first, second = r.sample([giver, receiver], 2)
        sentences.append(r.choice([
            f"When {first} and {second} went to the {place}, {giver} gave a {thing} to {receiver}.",
            f"Then, {first} and {second} were at the {place}. {giver} handed the {thing} to {receiver}.",
            f"After {first} and {second} left the {place}, {giver} showed a {thing} to {receiver}.",
            f"{first} and {second} had lunch at the {place}, and {giver} said thank you to {receiver}.",
        ]))
    return " ".join(sentences) + "\n"


def keys_and_values(r: Random) -> str:
    """A small table, and questions about it."""
    keys = r.sample(VARIABLES + THINGS, r.randint(3, 7))
    values = [r.choice(COLOURS + ANIMALS + [str(r.randint(0, 99))]) for _ in keys]
    # "key" is in both lists: of two, the first is the one that counts.
    table = dict(reversed(list(zip(keys, values))))
    if r.random() < 0.5:
        asked = r.sample(keys, r.randint(2, len(keys)))
        return "".join(f"{key} = {value}\n" for key, value in zip(keys, values)) + "".join(f"{key}? {table[key]}\n" for key in asked)
    body = ",\n".join(f'  "{key}": "{value}"' for key, value in zip(keys, values))
    return "{\n" + body + "\n}\n" + "".join(f"{key}: {table[key]}\n" for key in r.sample(keys, 2))


def copying(r: Random) -> str:
    """A list again and again, its copy, or its reverse."""
    words = [r.choice(r.choice([NAMES, THINGS, COLOURS, ANIMALS, PLACES, VARIABLES])) for _ in range(r.randint(4, 14))]
    separator = r.choice([" ", ", ", "\n", " | "])
    kind = r.random()
    if kind < 0.5:
        return separator.join(words * r.randint(2, 4)) + "\n"
    if kind < 0.75:
        return f"list: {separator.join(words)}\ncopy: {separator.join(words)}\n"
    return f"list: {separator.join(words)}\nreversed: {separator.join(words[::-1])}\n"


def agreement(r: Random) -> str:
    """Verbs that agree with a noun which is not the nearest one."""

    def plural(noun: str) -> str:
        return PLURALS.get(noun, f"{noun}s")

    sentences = []
    for _ in range(r.randint(3, 7)):
        subject, other = r.sample([*ANIMALS, "boy", "girl", "child"], 2)
        place = r.choice(PLACES)
        many, others = r.random() < 0.5, r.random() < 0.5
        sentences.append(
            f"The {plural(subject) if many else subject} near the {plural(other) if others else other} {'are' if many else 'is'} in the {place}."
        )
    return " ".join(sentences) + "\n"


def code(r: Random) -> str:
    """A small function or class whose names come back."""
    first, second, third = r.sample(VARIABLES, 3)
    function = r.choice(["get", "make", "find", "add", "check", "sort", "update", "read"]) + r.choice(VARIABLES).capitalize()
    kind = r.random()
    if kind < 0.34:
        return (
            f"function {function}({first}, {second}) {{\n  const {third} = {first} {r.choice('+-*')} {second};\n  return {third};\n}}\n\n"
            f"const {r.choice(VARIABLES)}Value = {function}({r.randint(1, 99)}, {r.randint(1, 99)});\n"
        )
    if kind < 0.67:
        return (
            f"def {function.lower()}({first}, {second}):\n    {third} = []\n    for {second[0]} in {second}:\n"
            f"        if {second[0]} {r.choice(['<', '>', '=='])} {first}:\n            {third}.append({second[0]})\n    return {third}\n"
        )
    kinds = ["number", "string", "boolean"]
    return (
        f"export class {function.capitalize()} {{\n  private {first}: {r.choice(kinds)};\n\n  constructor({first}: {r.choice(kinds)}) {{\n"
        f"    this.{first} = {first};\n  }}\n\n  {r.choice(['get', 'set'])}{first.capitalize()}() {{\n    return this.{first};\n  }}\n}}\n"
    )


def brackets(r: Random) -> str:
    """Three kinds of brackets, each closed in order."""
    closing = {"(": ")", "[": "]", "{": "}"}
    text, open_ones = "", []
    for _ in range(r.randint(10, 60)):
        if open_ones and r.random() < 0.5:
            text += open_ones.pop()
        else:
            bracket = r.choice("([{")
            text += bracket
            open_ones.append(closing[bracket])
    return text + "".join(reversed(open_ones)) + "\n"


def sums(r: Random) -> str:
    """Sums of numbers below 100."""
    pairs = [(r.randint(0, 99), r.randint(0, 99)) for _ in range(r.randint(4, 10))]
    return "".join(f"{a} + {b} = {a + b}\n" for a, b in pairs)


KINDS: list[tuple[Callable[[Random], str], int]] = [
    (story, 60), (indirect_objects, 9), (keys_and_values, 7), (copying, 7), (agreement, 5), (code, 8), (brackets, 2), (sums, 2),
]
"""Each kind of document with its weight."""


def synthetic_documents(seed: int, characters: int) -> list[str]:
    """Documents of these kinds, each once, until there are so many characters. The same for the same seed."""
    r = Random(seed)
    kinds, weights = zip(*KINDS)
    documents: dict[str, None] = {}
    total = 0
    while total < characters:
        kind = r.choices(kinds, weights)[0]
        parts = r.randint(1, 4) if kind in (story, code) else r.randint(1, 6)
        document = "\n".join(kind(r) for _ in range(parts))
        if document not in documents:
            documents[document] = None
            total += len(document)
    return list(documents)
