"""Trains the whole set, or the models named, one after the other in one stretch of time, which is shared out as the recipes say.

python3 -m training.train_all --minutes 24 --tokens out/tokens --tokenizer out/tokenizer/tokenizer.json --out out/runs [NAME …]

Begun again, models that are finished are passed over and the one that was stopped goes on. The completion model has a tokenizer and rows
of its own: it takes part when --rows-8k and --tokenizer-8k are given.
"""
import argparse
import json
import os

import torch

from .recipes import RECIPES
from .train import train

BIG = "completion"
TOKENS_A_STEP = {"cuda": 131_072, "cpu": 2_048}


def minutes_of(names: list[str], minutes: float) -> dict[str, float]:
    """The time of each model."""
    total = sum(RECIPES[name].share for name in names)
    return {name: minutes * RECIPES[name].share / total for name in names}


def is_finished(out: str, name: str) -> bool:
    """Whether the model was trained to its end: only then its record is written."""
    path = os.path.join(out, name, "training.json")
    if not os.path.exists(path):
        return False
    with open(path, encoding="utf8") as file:
        return json.load(file)["name"] == name


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help="all but the completion model when none is named")
    parser.add_argument("--minutes", type=float, default=24)
    parser.add_argument("--tokens", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--rows-8k", default="")
    parser.add_argument("--tokenizer-8k", default="")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", default="runs")
    given = parser.parse_args()
    if given.threads:
        torch.set_num_threads(given.threads)
    chosen = given.names or [name for name in RECIPES if name != BIG or given.rows_8k]
    if unknown := set(chosen) - set(RECIPES):
        parser.error(f"no recipe for {', '.join(sorted(unknown))}; there are {', '.join(RECIPES)}")
    for name, minutes in minutes_of(chosen, given.minutes).items():
        if is_finished(given.out, name):
            continue
        recipe = RECIPES[name]
        big = name == BIG
        rows = max(1, TOKENS_A_STEP["cuda" if given.device.startswith("cuda") else "cpu"] // recipe.shape.context)
        options = argparse.Namespace(
            tokens=given.rows_8k if big else given.tokens, tokenizer=given.tokenizer_8k if big else given.tokenizer, minutes=minutes, rows=rows,
            device=given.device, compile=given.compile, weights="", seed=given.seed, out=given.out,
        )
        train(name, recipe, options)
