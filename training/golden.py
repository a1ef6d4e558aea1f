"""What PyTorch computes with an exported model, for the extension's tests: logits of a few short inputs, from the stored F16 weights in float32.

python3 -m training.golden starter-bert --folder models/starter-bert --out test/golden/embedded

Writes NAME.json (texts and ids) and NAME.safetensors: CASE.logits [time, every eighth token] and CASE.logsumexp [time], which holds the rest.
"""
import argparse
import json
import os

import torch

from .export import load_exported
from .models.language_model import Batch, LanguageModel
from .recipes import RECIPES
from .safetensors import write_safetensors
from .tokenizer.bpe import ByteLevelBpe
from .tokenizer.special_tokens import IGNORED, PAD
from .tokenizer.tokenizer_json import TEMPLATES

EVERY = 8
CAUSAL = {
    "story": "Once upon a time, there was a happy girl named Mia. She had",
    "code": "export function add(total: number) {\n  return total",
    "copying": "list: ball, kite, hat\ncopy: ball, kite,",
}
CASES: dict[str, dict[str, dict]] = {
    "causal": {name: dict(text=text) for name, text in CAUSAL.items()},
    "prefix": {name: dict(text=text, prefix=8) for name, text in CAUSAL.items()},
    "masked": {
        "story": dict(text="Once upon a time, there was a [MASK] girl named Mia."),
        "code": dict(text="const total = left + right;\n  return [MASK];\n"),
        "objects": dict(text="When Tom and Mia went to the park, Tom gave a [MASK] to Mia."),
    },
    "encoder-decoder": {
        "regular": dict(text="[R]Once upon a time, there was a<extra_id_0> named Mia. She had a<extra_id_1>.", target="<extra_id_0> happy girl<extra_id_1> red"),
        "sequential": dict(text="[S]One day, a big boy named Tom went to the<extra_id_0>", target="<extra_id_0> park. Tom had a"),
        "extreme": dict(text="[X]list: ball, kite, hat\n<extra_id_0>", target="<extra_id_0>copy: ball, kite, hat\n</s>"),
    },
    "spans": {
        "story": dict(text="Once upon a time, there was a<extra_id_0> named Mia. She had a<extra_id_1>.", target="<extra_id_0> happy girl<extra_id_1> red"),
        "code": dict(text="export function add(<extra_id_0>: number) {\n  return total<extra_id_1>", target="<extra_id_0>total<extra_id_1>;"),
        "copying": dict(text="list: ball, kite, hat\ncopy: ball,<extra_id_0>, hat\n", target="<extra_id_0> kite</s>"),
    },
    "translation": {
        "king": dict(text=" the small kind king takes every stone", target=" setun vemor pirur ve giben ku mano</s>"),
        "bird": dict(text=" this bird sees the red house today", target=" separ bus zudas zinur niku ve pemus</s>"),
    },
}


def case_of(model: LanguageModel, tokenizer: ByteLevelBpe, case: dict) -> tuple[Batch, dict]:
    """A case as a batch of one, and under Hugging Face's names."""
    before, behind = ([tokenizer.vocabulary[token] for token in part] for part in TEMPLATES[model.kind])
    ids = [*before, *tokenizer.encode(case["text"]), *behind]
    inputs = dict(input_ids=[ids])
    labels = torch.full((1, len(ids)), IGNORED)
    if "target" in case:
        target = tokenizer.encode(case["target"])
        labels = torch.tensor([[*target, IGNORED]])
        inputs["decoder_input_ids"] = [[PAD, *target]]
    prefix = None
    if "prefix" in case:
        inputs["prefix_lengths"] = [case["prefix"]]
        prefix = torch.tensor([case["prefix"]])
    return Batch(torch.tensor([ids]), labels, prefix), inputs


def cases_for(name: str) -> dict[str, dict]:
    """By objective where it has cases of its own, else by the kind of model."""
    recipe = RECIPES[name]
    return CASES.get(recipe.objective) or CASES[recipe.family.kind]


@torch.no_grad()
def write_golden(name: str, folder: str, out: str) -> None:
    recipe = RECIPES[name]
    model = load_exported(recipe.family(recipe.shape), folder)
    tokenizer = ByteLevelBpe(os.path.join(folder, "tokenizer.json"))
    tensors, cases = {}, {}
    for case_name, case in cases_for(name).items():
        batch, inputs = case_of(model, tokenizer, case)
        logits = model(batch)[0]
        tensors[f"{case_name}.logits"] = logits[:, ::EVERY]
        tensors[f"{case_name}.logsumexp"] = logits.logsumexp(-1)
        cases[case_name] = dict(text=case["text"], inputs=inputs)
    os.makedirs(out, exist_ok=True)
    write_safetensors(os.path.join(out, f"{name}.safetensors"), tensors, torch.float32)
    with open(os.path.join(out, f"{name}.json"), "w", encoding="utf8") as file:
        json.dump(dict(made_with=f"PyTorch {torch.__version__}, training/models/{recipe.family.__module__.split('.')[-1]}.py", every=EVERY, cases=cases), file)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=RECIPES)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--out", default="test/golden/embedded")
    given = parser.parse_args()
    write_golden(given.name, given.folder, given.out)
