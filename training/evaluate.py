"""Losses on text that was held out, and those of the baselines that know only the last token or two."""
import torch
from torch.nn import functional as F

from .models.language_model import LanguageModel
from .tasks import Task
from .tokenizer.special_tokens import IGNORED

BATCHES = 8
ROWS = 14
SEED = 99


@torch.no_grad()
def held_out_losses(model: LanguageModel, task: Task, device: str) -> dict[str, float]:
    """Mean loss in nats per scored token by domain; of masked models also how often the likeliest token is right, as DOMAIN.accuracy."""
    model.eval()
    found: dict[str, float] = {}
    for domain in task.domains:
        random = torch.Generator(device=device).manual_seed(SEED)
        loss = right = scored = 0.0
        for _ in range(BATCHES):
            batch = task.draw(ROWS, random, domain, held_out=True)
            logits = model(batch).float()
            loss += float(F.cross_entropy(logits.view(-1, logits.shape[-1]), batch.labels.reshape(-1), ignore_index=IGNORED, reduction="sum"))
            scored += int((batch.labels != IGNORED).sum())
            right += int((logits.argmax(-1) == batch.labels).sum())
        found[domain or "all"] = round(loss / scored, 4)
        found[f"{domain or 'all'}.accuracy"] = round(right / scored, 4)
    model.train()
    return found
