"""BloomForCausalLM (Le Scao et al. 2022): no position embeddings; a penalty by distance in the scores, ALiBi (Press et al. 2021),
and a norm on the embeddings.

Tensors: transformer.{word_embeddings, word_embeddings_layernorm}, transformer.h.I.{input_layernorm, self_attention.{query_key_value,
dense}, post_attention_layernorm, mlp.{dense_h_to_4h, dense_4h_to_h}}, transformer.ln_f. The rows of query_key_value go head by head:
query, key, value.
"""
import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .language_model import Batch, LanguageModel
from .parts import LayerNorm, Names, attend, gelu_new, initialise, join_heads
from .shape import Shape


def slopes(heads: int) -> list[float]:
    """ALiBi's slope of each head: 2^(−8 (i+1) / n), and for a number that is no power of two every other one of the next power's."""
    power = 2 ** int(math.log2(heads))
    own = [2 ** (-8 * (i + 1) / power) for i in range(power)]
    return own if power == heads else own + [2 ** (-4 * (i + 1) / power) for i in range(2 * power)][0::2][: heads - power]


class Bloom(LanguageModel):
    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        width = shape.width
        if shape.hidden != 4 * width:
            raise ValueError("the class has no setting for another feed-forward width than 4 × width")
        parts = self.transformer = Names()
        parts.word_embeddings, parts.word_embeddings_layernorm = nn.Embedding(shape.vocabulary, width), LayerNorm(width)
        parts.h, parts.ln_f = nn.ModuleList(), LayerNorm(width)
        for _ in range(shape.layers):
            block = Names()
            block.self_attention, block.mlp = Names(), Names()
            block.self_attention.query_key_value, block.self_attention.dense = nn.Linear(width, 3 * width), nn.Linear(width, width)
            block.mlp.dense_h_to_4h, block.mlp.dense_4h_to_h = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
            block.input_layernorm, block.post_attention_layernorm = LayerNorm(width), LayerNorm(width)
            parts.h.append(block)
        self.register_buffer("slopes", torch.tensor(slopes(shape.heads)), persistent=False)

    def initialise(self) -> None:
        initialise(self, self.shape.layers, self.shape.width, into_stream=("self_attention.dense", "dense_4h_to_h"))

    def forward(self, batch: Batch) -> Tensor:
        parts, heads = self.transformer, self.shape.heads
        rows, time = batch.inputs.shape
        x = parts.word_embeddings_layernorm(parts.word_embeddings(batch.inputs))
        at = torch.arange(time, device=x.device)
        # The class adds slope × key position: the same after the softmax; distances keep near keys exact in bfloat16.
        bias = (self.slopes[:, None, None] * (at[None, :] - at[:, None]).float())[None]
        for block in parts.h:
            a = block.self_attention
            q, k, v = a.query_key_value(block.input_layernorm(x)).view(rows, time, heads, 3, -1).permute(3, 0, 2, 1, 4)
            x = x + a.dense(join_heads(attend(q, k, v, bias=bias, causal=True)))
            x = x + block.mlp.dense_4h_to_h(gelu_new(block.mlp.dense_h_to_4h(block.post_attention_layernorm(x))))
        return F.linear(parts.ln_f(x), parts.word_embeddings.weight)

    def hugging_face_config(self) -> dict:
        shape = self.shape
        return dict(
            model_type="bloom", architectures=["BloomForCausalLM"], vocab_size=shape.vocabulary, hidden_size=shape.width,
            n_layer=shape.layers, n_head=shape.heads, seq_length=shape.context, layer_norm_epsilon=1e-5, hidden_dropout=0.0,
            attention_dropout=0.0, tie_word_embeddings=True,
        )
