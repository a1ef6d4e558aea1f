"""A trained model as an ordinary Hugging Face folder: config.json, generation_config.json, model.safetensors in F16, the tokenizer."""
import json
import os

from .models.language_model import LanguageModel
from .safetensors import read_safetensors, write_safetensors
from .tokenizer.special_tokens import BOS, CLS, END_OF_TEXT, EOS, PAD, SEP
from .tokenizer.tokenizer_json import write_tokenizer_for

ENDS = {
    "causal": dict(bos_token_id=BOS, eos_token_id=END_OF_TEXT, pad_token_id=PAD),
    "masked": dict(bos_token_id=CLS, eos_token_id=SEP, pad_token_id=PAD),
    "encoder-decoder": dict(bos_token_id=BOS, eos_token_id=EOS, pad_token_id=PAD),
}

TOLD = {"prefix": dict(prefix_lm=True), "fill": dict(fill_in_the_middle="suffix_first")}
"""What the config says of how a model was trained, by objective: Model Lens opens a prefix LM under its prefix, and asks ghost text of a model that
fills with what stands behind the cursor; other tools leave the keys alone."""


def export(model: LanguageModel, tokenizer: str, folder: str, objective: str) -> None:
    """Writes the folder; `tokenizer` is the tokenizer.json that the model was trained with, `objective` a key of `tasks.OBJECTIVES`."""
    os.makedirs(folder, exist_ok=True)
    ends = ENDS[model.kind]
    config = model.hugging_face_config() | ends | TOLD.get(objective, {}) | dict(torch_dtype="float16")
    _write(os.path.join(folder, "config.json"), config)
    if model.kind != "masked":
        start = {key: config[key] for key in ("decoder_start_token_id",) if key in config}
        _write(os.path.join(folder, "generation_config.json"), ends | start)
    write_safetensors(os.path.join(folder, "model.safetensors"), dict(model.state_dict()))
    write_tokenizer_for(model.kind, tokenizer, folder, model.shape.context)


def load_exported(model: LanguageModel, folder: str) -> LanguageModel:
    """`model` with the weights of a folder; throws when a name or a shape is another."""
    model.load_state_dict(read_safetensors(os.path.join(folder, "model.safetensors")))
    return model.eval()


def _write(path: str, content: dict) -> None:
    with open(path, "w", encoding="utf8") as file:
        json.dump(content, file, indent=1)
