"""Writing Hugging Face's tokenizer.json and tokenizer_config.json, each with the template of its kind of model."""
import json
import os

from .pieces import CHARACTER_OF, spelled
from .special_tokens import SPECIAL_TOKENS
from .train_bpe import Pair

TEMPLATES = {
    "causal": (["<s>"], []),
    "masked": (["[CLS]"], ["[SEP]"]),
    "encoder-decoder": ([], ["</s>"]),
}
"""Kind of model: what the tokenizer puts in front of a text, and behind."""


def vocabulary_of(merges: list[Pair], size: int) -> tuple[dict[str, int], list[list[str]]]:
    """Special tokens, bytes, merges: a smaller vocabulary is a prefix of a larger one. Ids by token, and the merges spelled."""
    ids = {token: i for i, token in enumerate(SPECIAL_TOKENS)}
    for byte in range(256):
        ids[CHARACTER_OF[byte]] = len(ids)
    kept = merges[: size - len(ids)]
    for left, right in kept:
        ids[spelled(left + right)] = len(ids)
    if len(ids) != len(SPECIAL_TOKENS) + 256 + len(kept):
        raise ValueError("two merges give the same token")
    return ids, [[spelled(left), spelled(right)] for left, right in kept]


def write_tokenizer(folder: str, merges: list[Pair], size: int) -> None:
    """Writes a tokenizer without a template."""
    vocabulary, pairs = vocabulary_of(merges, size)
    byte_level = dict(type="ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=True)
    special = [
        dict(id=i, content=token, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
        for i, token in enumerate(SPECIAL_TOKENS)
    ]
    content = dict(
        version="1.0", truncation=None, padding=None, added_tokens=special, normalizer=None,
        pre_tokenizer=dict(type="Sequence", pretokenizers=[dict(type="Digits", individual_digits=True), byte_level]),
        post_processor=None,
        decoder=dict(type="ByteLevel", add_prefix_space=True, trim_offsets=True, use_regex=True),
        model=dict(
            type="BPE", dropout=None, unk_token=None, continuing_subword_prefix=None, end_of_word_suffix=None,
            fuse_unk=False, byte_fallback=False, ignore_merges=False, vocab=vocabulary, merges=pairs,
        ),
    )
    os.makedirs(folder, exist_ok=True)
    _write(os.path.join(folder, "tokenizer.json"), content)


def write_tokenizer_for(kind: str, source: str, folder: str, context: int) -> None:
    """Copies the tokenizer.json at `source` into `folder` with the template of a kind of model, and writes its configuration."""
    with open(source, encoding="utf8") as file:
        content = json.load(file)
    before, behind = TEMPLATES[kind]
    single = [*map(_special, before), dict(Sequence=dict(id="A", type_id=0)), *map(_special, behind)]
    ids = {token["content"]: token["id"] for token in content["added_tokens"]}
    content["post_processor"] = dict(
        type="TemplateProcessing", single=single, pair=[*single, dict(Sequence=dict(id="B", type_id=0))],
        special_tokens={token: dict(id=token, ids=[ids[token]], tokens=[token]) for token in before + behind},
    )
    _write(os.path.join(folder, "tokenizer.json"), content)
    _write(os.path.join(folder, "tokenizer_config.json"), dict(
        tokenizer_class="PreTrainedTokenizerFast", bos_token="<s>", eos_token="</s>" if kind == "encoder-decoder" else "<|endoftext|>",
        unk_token="<unk>", pad_token="<pad>", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
        model_max_length=context, clean_up_tokenization_spaces=False, add_prefix_space=False,
    ), indent=1)


def _special(token: str) -> dict:
    return dict(SpecialToken=dict(id=token, type_id=0))


def _write(path: str, content: dict, indent: int | None = None) -> None:
    with open(path, "w", encoding="utf8") as file:
        json.dump(content, file, ensure_ascii=False, indent=indent)
