"""The shipped models in these modules: their tensors fit, and what Hugging Face's transformers wrote with one of them comes out again."""
import json
import os
import unittest

import torch

from ..export import TOLD, load_exported
from ..models.language_model import Batch
from ..recipes import RECIPES

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
MODELS = os.path.join(ROOT, "models")

KEYS = {key for told in TOLD.values() for key in told}


class Shipped(unittest.TestCase):
    def test_every_model_fits_its_recipe(self) -> None:
        names = [name for name in sorted(os.listdir(MODELS)) if os.path.isdir(os.path.join(MODELS, name))]
        self.assertGreaterEqual(len(names), 2)
        for name in names:
            recipe = RECIPES[name]
            model = load_exported(recipe.family(recipe.shape), os.path.join(MODELS, name))
            with open(os.path.join(MODELS, name, "config.json"), encoding="utf8") as file:
                config = json.load(file)
            for key, value in model.hugging_face_config().items():
                self.assertEqual(config[key], value, f"{name}: {key}")
            self.assertEqual({key: config[key] for key in KEYS if key in config}, TOLD.get(recipe.objective, {}), name)

    @torch.no_grad()
    def test_greedy_text_is_upstreams(self) -> None:
        with open(os.path.join(ROOT, "test/golden/starter-llama.greedy.json"), encoding="utf8") as file:
            cases = json.load(file)["cases"]
        recipe = RECIPES["starter-llama"]
        model = load_exported(recipe.family(recipe.shape), os.path.join(MODELS, "starter-llama"))
        self.assertEqual(len(cases), 4)
        for case in cases:
            ids = torch.tensor([case["sequence"]])
            likeliest = model(Batch(ids, ids))[0].argmax(-1).tolist()
            given = len(case["input_ids"])
            self.assertEqual(likeliest[given - 1 : -1], case["sequence"][given:])
