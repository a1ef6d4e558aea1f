"""Where a training run is: enough to go on as if it had never stopped."""
import os
from dataclasses import asdict, dataclass, field

import torch

from .models.language_model import LanguageModel

FILE = "checkpoint.pt"


@dataclass
class State:
    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    curve: list = field(default_factory=list)
    """(step, tokens, seconds, mean loss since the last)"""


def save(folder: str, model: LanguageModel, optimiser: torch.optim.Optimizer, random: torch.Generator, state: State) -> None:
    """Replaces the checkpoint in `folder`, whole or not at all."""
    path = os.path.join(folder, FILE)
    content = dict(model=model.state_dict(), optimiser=optimiser.state_dict(), random=random.get_state(), state=asdict(state))
    torch.save(content, f"{path}.part")
    os.replace(f"{path}.part", path)


def restore(folder: str, model: LanguageModel, optimiser: torch.optim.Optimizer, random: torch.Generator, device: str) -> State:
    """Puts the checkpoint in `folder` into the three, and returns where it was; a fresh state where there is none."""
    path = os.path.join(folder, FILE)
    if not os.path.exists(path):
        return State()
    content = torch.load(path, map_location=device)
    model.load_state_dict(content["model"])
    optimiser.load_state_dict(content["optimiser"])
    random.set_state(content["random"].cpu())
    return State(**content["state"])
