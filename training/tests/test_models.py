"""Every family: the tensor names of its Hugging Face class, no look ahead, its export read back, training that goes on where it was."""
import os
import tempfile
import unittest

import torch

from ..checkpoint import State, restore, save
from ..corpus.clean import cleaned_text
from ..corpus.licences import is_permissive
from ..export import ENDS, load_exported
from ..models.bloom import slopes
from ..models.language_model import Batch, LanguageModel
from ..models.parts import recorded_attention
from ..models.shape import Shape
from ..models.t5 import bucket_of
from ..recipes import RECIPES
from ..safetensors import read_safetensors, write_safetensors
from ..tokenizer.special_tokens import PAD
from ..train import loss_of, optimiser_of, rate_factor, row_length
from ..train_all import is_finished, minutes_of

NAMES = {
    "starter-llama": ["model.embed_tokens.weight", "model.layers.0.self_attn.q_proj.weight", "model.layers.0.mlp.down_proj.weight", "model.layers.0.post_attention_layernorm.weight", "model.norm.weight"],
    "starter-gpt2": ["transformer.wte.weight", "transformer.wpe.weight", "transformer.h.0.attn.c_attn.bias", "transformer.h.0.mlp.c_fc.weight", "transformer.ln_f.bias"],
    "starter-gpt": ["transformer.tokens_embed.weight", "transformer.positions_embed.weight", "transformer.h.0.ln_2.bias"],
    "starter-bloom": ["transformer.word_embeddings_layernorm.weight", "transformer.h.0.self_attention.query_key_value.weight", "transformer.h.0.mlp.dense_4h_to_h.bias"],
    "starter-bert": ["bert.embeddings.word_embeddings.weight", "bert.encoder.layer.0.attention.self.query.bias", "bert.encoder.layer.0.output.LayerNorm.weight", "cls.predictions.bias", "cls.predictions.transform.dense.weight"],
    "starter-bert-shaw": ["bert.encoder.layer.0.attention.self.distance_embedding.weight"],
    "starter-t5": ["shared.weight", "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight", "decoder.block.0.layer.1.EncDecAttention.k.weight", "decoder.block.1.layer.2.DenseReluDense.wi_1.weight", "decoder.final_layer_norm.weight"],
    "starter-marian": ["model.shared.weight", "model.encoder.layers.0.self_attn.out_proj.bias", "model.decoder.layers.0.encoder_attn_layer_norm.weight", "final_logits_bias"],
}


def small(name: str) -> LanguageModel:
    """A model of the family, small and random."""
    torch.manual_seed(0)
    recipe = RECIPES[name]
    decoder = 2 if recipe.shape.decoder_layers else 0
    model = recipe.family(Shape(vocabulary=400, width=32, layers=2, decoder_layers=decoder, heads=2, hidden=128, context=24))
    model.initialise()
    return model.eval()


def some_batch(model: LanguageModel) -> Batch:
    ids = torch.randint(100, 400, (2, 12), generator=torch.Generator().manual_seed(5))
    return Batch(ids, ids.flip(0))


class Models(unittest.TestCase):
    def test_tensors_have_upstreams_names(self) -> None:
        for name, tensors in NAMES.items():
            state = small(name).state_dict()
            for tensor in tensors:
                self.assertIn(tensor, state, name)
        for name in ("cos", "sin", "slopes", "positions", "lm_head.weight"):
            for family in NAMES:
                self.assertNotIn(name, small(family).state_dict(), family)

    def test_gpts_linear_maps_are_stored_as_in_by_out(self) -> None:
        self.assertEqual(tuple(small("starter-gpt2").state_dict()["transformer.h.0.attn.c_attn.weight"].shape), (32, 96))

    @torch.no_grad()
    def test_nobody_looks_ahead_but_the_masked_models(self) -> None:
        for name in RECIPES:
            model = small(name)
            batch = some_batch(model)
            changed = batch.labels.clone() if model.kind == "encoder-decoder" else batch.inputs.clone()
            changed[:, 8:] = 150
            other = Batch(batch.inputs, changed) if model.kind == "encoder-decoder" else Batch(changed, batch.labels)
            before, after = model(batch)[:, :8], model(other)[:, :8]
            same = bool(torch.allclose(before, after, atol=1e-6))
            self.assertEqual(same, model.kind != "masked", name)

    @torch.no_grad()
    def test_tokens_of_a_prefix_see_each_other_and_the_rest_looks_back(self) -> None:
        for name in ("starter-gpt2", "starter-llama"):
            model = small(name)
            batch = some_batch(model)
            prefix = torch.tensor([6, 6])
            before = model(Batch(batch.inputs, batch.labels, prefix))
            for place, first in ((5, 0), (6, 6), (9, 9)):
                changed = batch.inputs.clone()
                changed[:, place] = 150
                apart = (model(Batch(changed, batch.labels, prefix)) - before).abs().amax((0, 2)) > 1e-6
                self.assertEqual(apart.tolist(), [at >= first for at in range(12)], f"{name}, token {place}")

    def test_learned_positions_begin_so_that_neighbours_are_alike_and_heads_look_around(self) -> None:
        for model, table in ((bert := small("starter-bert"), bert.bert.embeddings.position_embeddings), (gpt := small("starter-gpt"), gpt.transformer.positions_embed)):
            alike = torch.nn.functional.cosine_similarity(table.weight[12:13], table.weight)
            for near in (alike[13:17], alike[8:12].flip(0)):
                self.assertEqual(near.tolist(), near.sort(descending=True)[0].tolist(), type(model).__name__)
                self.assertGreater(near[0], 0.9)
        reads = bert.bert.encoder.layer[1].attention.self
        self.assertTrue(torch.equal(reads.query.weight, reads.key.weight))
        query, key, value = gpt.transformer.h[1].attn.c_attn.weight.chunk(3, 1)
        self.assertTrue(torch.equal(query, key))
        self.assertFalse(torch.equal(query, value))

    @torch.no_grad()
    def test_attention_is_recorded_and_sums_to_one(self) -> None:
        for name in RECIPES:
            model = small(name)
            with recorded_attention() as weights:
                recorded = model(some_batch(model))
            self.assertEqual(len(weights), model.shape.layers + 2 * model.shape.decoder_layers, name)
            for weight in weights:
                self.assertTrue(bool(torch.allclose(weight.sum(-1), torch.ones(()), atol=1e-5)))
            self.assertTrue(bool(torch.allclose(recorded, model(some_batch(model)), atol=1e-4)), name)

    @torch.no_grad()
    def test_padding_changes_nothing(self) -> None:
        for name in ("starter-t5", "starter-marian"):
            model = small(name)
            batch = some_batch(model)
            padded = Batch(torch.cat([batch.inputs, torch.full((2, 3), PAD)], 1), batch.labels)
            self.assertTrue(bool(torch.allclose(model(batch), model(padded), atol=1e-4)), name)

    def test_every_parameter_learns(self) -> None:
        for name in RECIPES:
            model = small(name).train()
            loss_of(model, some_batch(model)).backward()
            for parameter_name, parameter in model.named_parameters():
                if parameter.requires_grad:
                    self.assertIsNotNone(parameter.grad, f"{name} {parameter_name}")

    def test_alibi_slopes_and_t5_buckets(self) -> None:
        self.assertEqual(slopes(4), [2**-2, 2**-4, 2**-6, 2**-8])
        self.assertEqual([round(slope, 4) for slope in slopes(3)], [0.0625, 0.0039, 0.25])
        distances = torch.tensor([-300, -20, -7, -1, 0, 1, 7, 8, 300])
        self.assertEqual(bucket_of(distances, True).tolist(), [15, 10, 7, 1, 0, 17, 23, 24, 31])
        self.assertEqual(bucket_of(distances, False).tolist(), [31, 17, 7, 1, 0, 0, 0, 0, 0])


class Files(unittest.TestCase):
    def test_safetensors_come_back(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.safetensors")
            model = small("starter-bert")
            write_safetensors(path, dict(model.state_dict()), torch.float32)
            found = read_safetensors(path)
            self.assertEqual(set(found), set(model.state_dict()))
            for name, tensor in model.state_dict().items():
                self.assertTrue(torch.equal(found[name], tensor))
            other = small("starter-bert-shaw")
            with self.assertRaises(RuntimeError):
                load_exported(other, folder)

    def test_every_kind_has_its_end(self) -> None:
        self.assertEqual({recipe.family.kind for recipe in RECIPES.values()}, set(ENDS))

    def test_a_run_goes_on_as_if_it_had_never_stopped(self) -> None:
        def steps(model: LanguageModel, optimiser: torch.optim.Optimizer, random: torch.Generator, number: int) -> None:
            for _ in range(number):
                ids = torch.randint(100, 400, (2, 12), generator=random)
                optimiser.zero_grad()
                loss_of(model, Batch(ids, ids)).backward()
                optimiser.step()

        def fresh() -> tuple[LanguageModel, torch.optim.Optimizer, torch.Generator]:
            model = small("starter-gpt2").train()
            return model, optimiser_of(model, 1e-3, "cpu"), torch.Generator().manual_seed(1)

        with tempfile.TemporaryDirectory() as folder:
            whole, stopped, continued = fresh(), fresh(), fresh()
            steps(*whole, 6)
            steps(*stopped, 3)
            save(folder, *stopped, State(step=3, tokens=72, seconds=1.5))
            state = restore(folder, *continued, "cpu")
            self.assertEqual((state.step, state.tokens, state.seconds), (3, 72, 1.5))
            steps(*continued, 3)
            for one, other in zip(whole[0].parameters(), continued[0].parameters()):
                self.assertTrue(torch.equal(one, other))

    def test_time_is_shared_out_and_finished_models_are_passed_over(self) -> None:
        self.assertEqual(minutes_of(["starter-gpt2", "completion"], 18), {"starter-gpt2": 2.0, "completion": 16.0})
        with tempfile.TemporaryDirectory() as out:
            os.makedirs(os.path.join(out, "starter-gpt2"))
            self.assertFalse(is_finished(out, "starter-gpt2"))
            with open(os.path.join(out, "starter-gpt2", "training.json"), "w", encoding="utf8") as file:
                file.write('{"name": "starter-gpt2"}')
            self.assertTrue(is_finished(out, "starter-gpt2"))

    def test_rows_take_turns_in_length_where_the_recipe_says_so(self) -> None:
        random = torch.Generator().manual_seed(3)
        self.assertEqual({row_length(RECIPES["starter-t5"], random) for _ in range(60)}, {256, 128, 64, 32, 16})
        self.assertEqual({row_length(RECIPES["starter-gpt2"], random) for _ in range(9)}, {256})

    def test_the_rate_rises_stays_and_falls(self) -> None:
        self.assertAlmostEqual(rate_factor(0, 0), 1 / 200)
        self.assertEqual(rate_factor(500, 0.5), 1)
        self.assertAlmostEqual(rate_factor(500, 0.85), 0.52)
        self.assertAlmostEqual(rate_factor(500, 1.0), 0.02)


class Corpus(unittest.TestCase):
    def test_only_a_permissive_licence_that_is_named_counts(self) -> None:
        self.assertTrue(is_permissive({"license": "MIT"}))
        for manifest in ({}, {"license": "GPL-3.0"}, {"license": "(MIT OR GPL-3.0)"}, {"license": {"type": "MIT"}}, {"license": "SEE LICENSE IN x"}):
            self.assertFalse(is_permissive(manifest), manifest)

    def test_text_is_cleaned_or_refused(self) -> None:
        body = "\n".join(f"const value{i} = {i};  " for i in range(30))
        text = cleaned_text(f"/*\n * Copyright somebody\n */\n{body}\nmail me@example.org now\n")
        assert text is not None
        self.assertTrue(text.startswith("const value0 = 0;\n"))
        self.assertNotIn("@", text)
        for refused in ("short", "x" * 500, f"// DO NOT EDIT\n{body}", f"{body}\0"):
            self.assertIsNone(cleaned_text(refused))
