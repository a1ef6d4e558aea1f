"""T5ForConditionalGeneration of version 1.1 (Raffel et al. 2019; Shazeer 2020): an encoder and a decoder, a learned bias by bucket of
distance in the scores, RMSNorm before each part, a gated GELU, no biases, and scores that are not divided by √channels.

Tensors: shared, {encoder,decoder}.block.I.layer.J.{SelfAttention,EncDecAttention}.{q,k,v,o}, …DenseReluDense.{wi_0,wi_1,wo}, layer_norm,
final_layer_norm; relative_attention_bias stands in the first block of each; the head is the embedding, and its input times 1/√width.
"""
import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..tokenizer.special_tokens import PAD
from .language_model import Batch, LanguageModel
from .parts import Names, RmsNorm, attend, gelu_new, join_heads, linear, padding_bias, shifted_right, split_heads
from .shape import Shape

BUCKETS, FARTHEST = 32, 128


def bucket_of(distance: Tensor, both_sides: bool) -> Tensor:
    """The bucket of key − query: one each for near distances, then by logarithm up to 128; half of the buckets for either side."""
    buckets, base = BUCKETS, torch.zeros_like(distance)
    if both_sides:
        buckets //= 2
        base = (distance > 0).long() * buckets
        distance = distance.abs()
    else:
        distance = -distance.clamp(max=0)
    exact = buckets // 2
    far = exact + (torch.log(distance.float().clamp(min=1) / exact) / math.log(FARTHEST / exact) * (buckets - exact)).long()
    return base + torch.where(distance < exact, distance, far.clamp(max=buckets - 1))


class T5(LanguageModel):
    kind = "encoder-decoder"

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        self.shared = nn.Embedding(shape.vocabulary, shape.width)
        self.encoder = self._stack(shape.layers, reads_encoder=False)
        self.decoder = self._stack(shape.decoder_layers, reads_encoder=True)

    def _stack(self, layers: int, reads_encoder: bool) -> Names:
        stack = Names()
        stack.block = nn.ModuleList(self._block(first=i == 0, reads_encoder=reads_encoder) for i in range(layers))
        stack.final_layer_norm = RmsNorm(self.shape.width)
        return stack

    def _block(self, first: bool, reads_encoder: bool) -> Names:
        width, hidden = self.shape.width, self.shape.hidden
        parts = ["SelfAttention", *(["EncDecAttention"] if reads_encoder else []), "DenseReluDense"]
        block = Names()
        block.layer = nn.ModuleList()
        for name in parts:
            part, layer = Names(), Names()
            if name == "DenseReluDense":
                part.wi_0, part.wi_1, part.wo = linear(width, hidden), linear(width, hidden), linear(hidden, width)
            else:
                part.q, part.k, part.v, part.o = (linear(width, width) for _ in range(4))
                if first and name == "SelfAttention":
                    part.relative_attention_bias = nn.Embedding(BUCKETS, self.shape.heads)
            setattr(layer, name, part)
            layer.layer_norm = RmsNorm(width)
            block.layer.append(layer)
        return block

    @torch.no_grad()
    def initialise(self) -> None:
        """T5's own scales: the queries' makes up for the division that its attention leaves out."""
        width, hidden = self.shape.width, self.shape.hidden
        for name, parameter in self.named_parameters():
            if name == "shared.weight":
                parameter.normal_(std=1.0)
            elif name.endswith(".q.weight"):
                parameter.normal_(std=(width * self.shape.head_width) ** -0.5)
            elif name.endswith(".wo.weight"):
                parameter.normal_(std=hidden**-0.5)
            elif parameter.dim() == 2:
                parameter.normal_(std=width**-0.5)

    def rate_of(self, name: str) -> float:
        """Queries begin √channels smaller than elsewhere: at the full rate they outgrow that in a few steps, and the softmax saturates."""
        return self.shape.head_width**-0.5 if name.endswith(".q.weight") else 1.0

    def forward(self, batch: Batch) -> Tensor:
        padded = padding_bias(batch.inputs, PAD)
        memory = self._run(self.encoder, batch.inputs, None, padded)
        decoded = self._run(self.decoder, shifted_right(batch.labels, PAD), memory, padded)
        return F.linear(decoded * self.shape.width**-0.5, self.shared.weight)

    def _run(self, stack: Names, ids: Tensor, memory: Tensor | None, padded: Tensor) -> Tensor:
        at = torch.arange(ids.shape[1], device=ids.device)
        table = stack.block[0].layer[0].SelfAttention.relative_attention_bias
        bias = table(bucket_of(at[None, :] - at[:, None], both_sides=memory is None)).permute(2, 0, 1)[None]
        if memory is None:
            bias = bias + padded
        x = self.shared(ids)
        for block in stack.block:
            own, last = block.layer[0], block.layer[-1]
            normed = own.layer_norm(x)
            x = x + self._attend(own.SelfAttention, normed, normed, bias, causal=memory is not None)
            if memory is not None:
                cross = block.layer[1]
                x = x + self._attend(cross.EncDecAttention, cross.layer_norm(x), memory, padded)
            mlp, normed = last.DenseReluDense, last.layer_norm(x)
            x = x + mlp.wo(gelu_new(mlp.wi_0(normed)) * mlp.wi_1(normed))
        return stack.final_layer_norm(x)

    def _attend(self, part: Names, queries: Tensor, keys: Tensor, bias: Tensor, causal: bool = False) -> Tensor:
        heads = self.shape.heads
        q, k, v = split_heads(part.q(queries), heads), split_heads(part.k(keys), heads), split_heads(part.v(keys), heads)
        return part.o(join_heads(attend(q, k, v, scale=1.0, bias=bias, causal=causal)))

    def hugging_face_config(self) -> dict:
        shape = self.shape
        return dict(
            model_type="t5", architectures=["T5ForConditionalGeneration"], vocab_size=shape.vocabulary, d_model=shape.width,
            d_kv=shape.head_width, d_ff=shape.hidden, num_layers=shape.layers, num_decoder_layers=shape.decoder_layers, num_heads=shape.heads,
            relative_attention_num_buckets=BUCKETS, relative_attention_max_distance=FARTHEST, feed_forward_proj="gated-gelu",
            dense_act_fn="gelu_new", is_gated_act=True, dropout_rate=0.0, layer_norm_epsilon=1e-6, is_encoder_decoder=True,
            tie_word_embeddings=True, decoder_start_token_id=PAD, n_positions=shape.context,
        )
