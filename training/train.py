"""Trains one model of the set, on a CPU or a GPU, for a given time; begun again, it goes on where it was.

python3 -m training.train starter-bert --tokens tokens --tokenizer tokenizer/tokenizer.json --minutes 15 --out runs
"""
import argparse
import contextlib
import json
import math
import os
import time

import torch
from torch.nn import functional as F

from .checkpoint import restore, save
from .evaluate import held_out_losses
from .export import export, load_exported
from .models.language_model import Batch, LanguageModel
from .recipes import RECIPES, Recipe
from .tasks import task_of
from .tokenizer.special_tokens import IGNORED

WARM_UP = 200
"""Steps in which the rate rises."""
DECAY = 0.3
"""The last part of the time, in which the rate falls to zero."""
OPENING = 0.75
"""The first part of the time, in which a recipe may have shorter rows, and more of them."""
CHECKPOINT_EVERY = 60
"""Seconds."""
LOG_EVERY = 25
"""Steps."""
LONGEST_STEP = 60.0
"""Seconds of a step that count: a run that is halted for a while loses none of its time."""


def precision(device: str) -> contextlib.AbstractContextManager:
    """bfloat16 for what bears it."""
    return torch.autocast("cuda" if device.startswith("cuda") else "cpu", dtype=torch.bfloat16)


def loss_of(model: LanguageModel, batch: Batch) -> torch.Tensor:
    """Mean cross-entropy of the scored tokens, in nats."""
    logits = model(batch)
    return F.cross_entropy(logits.float().view(-1, logits.shape[-1]), batch.labels.reshape(-1), ignore_index=IGNORED)


def optimiser_of(model: LanguageModel, rate: float, device: str) -> torch.optim.AdamW:
    """AdamW (Loshchilov & Hutter 2017); what is no matrix does not decay, and each weight's rate is times the model's `rate_of` it."""
    groups: dict[tuple[bool, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            groups.setdefault((parameter.dim() >= 2, model.rate_of(name)), []).append(parameter)
    described = [
        dict(params=parameters, weight_decay=0.1 if is_matrix else 0.0, lr=rate * factor, factor=factor)
        for (is_matrix, factor), parameters in groups.items()
    ]
    return torch.optim.AdamW(described, betas=(0.9, 0.95), **(dict(fused=True) if device.startswith("cuda") else {}))


def rate_factor(step: int, progress: float) -> float:
    """Of the highest rate: warm-up by steps, then level, then down by the share of the time that is gone."""
    return min(1, (step + 1) / WARM_UP) * min(1, (1 - progress) / DECAY + 0.02)


def row_length(recipe: Recipe, random: torch.Generator) -> int:
    """Tokens of the rows of a step behind the opening."""
    lengths = [recipe.shape.context]
    while recipe.shortest and lengths[-1] > recipe.shortest:
        lengths.append(lengths[-1] // 2)
    return lengths[int(torch.randint(len(lengths), (1,), generator=random, device=random.device))] if len(lengths) > 1 else lengths[0]


def train(name: str, recipe: Recipe, given: argparse.Namespace) -> None:
    """Trains until the time is up, writes a checkpoint every minute, and exports the model into OUT/NAME."""
    torch.manual_seed(given.seed)
    device = given.device
    model = recipe.family(recipe.shape)
    model.initialise()
    if given.weights:
        load_exported(model, given.weights).train()
    model.to(device)
    task = task_of(recipe, given.tokens, given.tokenizer, device)
    optimiser = optimiser_of(model, recipe.rate, device)
    random = torch.Generator(device=device).manual_seed(given.seed + 1)
    folder = os.path.join(given.out, name)
    os.makedirs(folder, exist_ok=True)
    state = restore(folder, model, optimiser, random, device)
    stepped = torch.compile(model) if given.compile else model
    parameters = sum(parameter.numel() for parameter in model.parameters())
    print(f"{name}: {parameters:,} parameters, {recipe.objective}, {given.rows} rows a step, from step {state.step}", flush=True)
    now = saved = time.time()
    losses: list[torch.Tensor] = []
    while state.seconds < given.minutes * 60:
        progress = state.seconds / (given.minutes * 60)
        factor = rate_factor(state.step, progress)
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate * factor * group["factor"]
        length = recipe.opening if recipe.opening and progress < OPENING else row_length(recipe, random)
        batch = task.draw(given.rows * (recipe.shape.context // length), random, length=length)
        with precision(device):
            loss = loss_of(stepped, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        before, now = now, time.time()
        state.seconds += min(now - before, LONGEST_STEP)
        state.step += 1
        state.tokens += tokens_of(batch)
        losses.append(loss.detach())
        if state.step % LOG_EVERY == 0:
            mean = float(torch.stack(losses).mean())
            losses = []
            if not math.isfinite(mean):
                raise ArithmeticError(f"the loss is {mean} at step {state.step}")
            state.curve.append((state.step, state.tokens, round(state.seconds), round(mean, 4)))
            print(f"{name} step {state.step} loss {mean:.3f} {state.tokens / state.seconds / 1e3:.1f} k tokens/s {state.seconds / 60:.1f} min", flush=True)
        if now - saved > CHECKPOINT_EVERY:
            save(folder, model, optimiser, random, state)
            saved = now
    save(folder, model, optimiser, random, state)
    export(model, given.tokenizer, folder, recipe.objective)
    with precision(device):
        held_out = held_out_losses(model, task, device)
    record = dict(
        name=name, parameters=parameters, objective=recipe.objective, rate=recipe.rate, rows=given.rows, steps=state.step, tokens=state.tokens,
        seconds=round(state.seconds), device=device, began_from=given.weights or None, held_out=held_out, curve=state.curve,
    )
    with open(os.path.join(folder, "training.json"), "w", encoding="utf8") as file:
        json.dump(record, file, indent=1)
    print(name, "held out", held_out, flush=True)


def tokens_of(batch: Batch) -> int:
    """Tokens that the model reads: of an encoder–decoder on both sides, padding included."""
    two_sides = batch.labels.shape != batch.inputs.shape
    return batch.inputs.numel() + (batch.labels.numel() if two_sides else 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=RECIPES)
    parser.add_argument("--tokens", default="tokens", help="folder of token_streams or packed_rows")
    parser.add_argument("--tokenizer", required=True, help="tokenizer.json")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--rows", type=int, default=8, help="rows a step")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--weights", default="", help="folder of an exported model to begin from, instead of random weights")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", default="runs")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    train(options.name, RECIPES[options.name], options)
