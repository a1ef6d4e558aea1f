"""The shipped models opened by Hugging Face's own library, where it is installed: no weight left over, its tokens, and its logits."""
import json
import os
import unittest

import torch

from ..safetensors import read_safetensors

try:
    import transformers
except ImportError:
    transformers = None

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
MODELS = os.path.join(ROOT, "models")
GOLDENS = os.path.join(ROOT, "test/golden/embedded")
LIMIT = 1e-4
DROPPED = {"starter-bert-shaw": 5}
"""Models of which transformers has left a part out since that version: Shaw's relative positions of BERT."""


@unittest.skipIf(transformers is None, "transformers is not installed")
class HuggingFace(unittest.TestCase):
    def test_opens_every_model(self) -> None:
        version = int(transformers.__version__.split(".")[0])
        names = [name[: -len(".json")] for name in sorted(os.listdir(GOLDENS)) if name.endswith(".json")]
        self.assertGreaterEqual(len(names), 2)
        for name in names:
            if version < DROPPED.get(name, version + 1):
                with self.subTest(name):
                    self.compare(name)

    @torch.no_grad()
    def compare(self, name: str) -> None:
        folder = os.path.join(MODELS, name)
        config = transformers.AutoConfig.from_pretrained(folder)
        classes = dict(encoder=transformers.AutoModelForMaskedLM, both=transformers.AutoModelForSeq2SeqLM, decoder=transformers.AutoModelForCausalLM)
        kind = "both" if config.is_encoder_decoder else "encoder" if config.model_type == "bert" else "decoder"
        model, loading = classes[kind].from_pretrained(folder, torch_dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
        self.assertEqual({key: found for key, found in loading.items() if found}, {}, "weights missing or left over")
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        with open(os.path.join(GOLDENS, f"{name}.json"), encoding="utf8") as file:
            golden = json.load(file)
        tensors = read_safetensors(os.path.join(GOLDENS, f"{name}.safetensors"))
        for case, given in golden["cases"].items():
            self.assertEqual(tokenizer(given["text"])["input_ids"], given["inputs"]["input_ids"][0], case)
            inputs = {key: torch.tensor(ids) for key, ids in given["inputs"].items() if key != "prefix_lengths"}
            if "prefix_lengths" in given["inputs"]:
                inputs["attention_mask"] = prefix_mask(inputs["input_ids"].shape[1], given["inputs"]["prefix_lengths"][0])
            logits = model.eval()(**inputs).logits[0]
            apart = (logits[:, :: golden["every"]] - tensors[f"{case}.logits"]).abs().max()
            self.assertLess(float(apart), LIMIT, case)
            self.assertLess(float((logits.logsumexp(-1) - tensors[f"{case}.logsumexp"]).abs().max()), LIMIT, case)


def prefix_mask(time: int, prefix: int) -> torch.Tensor:
    """0 where a query sees a key, −∞ elsewhere: the keys up to it, and those of the prefix. [1, 1, query, key]"""
    at = torch.arange(time)
    return torch.zeros(time, time).masked_fill(~((at[None] <= at[:, None]) | (at[None] < prefix)), float("-inf"))[None, None]


if __name__ == "__main__":
    unittest.main()
