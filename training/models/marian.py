"""MarianMTModel (Junczys-Dowmunt et al. 2018), which is the original Transformer (Vaswani et al. 2017): sinusoidal positions, norms
behind the residual sums, ReLU, embeddings × √width.

Tensors: model.shared, model.{encoder,decoder}.layers.I.{self_attn, encoder_attn}.{q,k,v,out}_proj, {self_attn, encoder_attn,
final}_layer_norm, fc1, fc2; final_logits_bias; the head is the embedding.
"""
import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..tokenizer.special_tokens import EOS, PAD
from .language_model import Batch, LanguageModel
from .parts import LayerNorm, Names, attend, initialise, join_heads, padding_bias, shifted_right, sinusoids, split_heads
from .shape import Shape


def _attention(width: int) -> Names:
    part = Names()
    part.q_proj, part.k_proj, part.v_proj, part.out_proj = (nn.Linear(width, width) for _ in range(4))
    return part


class Marian(LanguageModel):
    kind = "encoder-decoder"

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        self.model = Names()
        self.model.shared = nn.Embedding(shape.vocabulary, shape.width)
        self.model.encoder = self._stack(shape.layers, reads_encoder=False)
        self.model.decoder = self._stack(shape.decoder_layers, reads_encoder=True)
        self.register_buffer("final_logits_bias", torch.zeros(1, shape.vocabulary))
        self.register_buffer("positions", sinusoids(shape.context, shape.width), persistent=False)

    def _stack(self, layers: int, reads_encoder: bool) -> Names:
        width, hidden = self.shape.width, self.shape.hidden
        stack = Names()
        stack.layers = nn.ModuleList()
        for _ in range(layers):
            block = Names()
            block.self_attn, block.self_attn_layer_norm = _attention(width), LayerNorm(width)
            if reads_encoder:
                block.encoder_attn, block.encoder_attn_layer_norm = _attention(width), LayerNorm(width)
            block.fc1, block.fc2, block.final_layer_norm = nn.Linear(width, hidden), nn.Linear(hidden, width), LayerNorm(width)
            stack.layers.append(block)
        return stack

    def initialise(self) -> None:
        # Embeddings that are scaled by √width begin at unit size.
        initialise(self, self.shape.layers, self.shape.width, embedding=self.shape.width**-0.5)

    def forward(self, batch: Batch) -> Tensor:
        padded = padding_bias(batch.inputs, PAD)
        memory = self._run(self.model.encoder, batch.inputs, None, padded)
        decoded = self._run(self.model.decoder, shifted_right(batch.labels, PAD), memory, padded)
        return F.linear(decoded, self.model.shared.weight)

    def _run(self, stack: Names, ids: Tensor, memory: Tensor | None, padded: Tensor) -> Tensor:
        x = self.model.shared(ids) * math.sqrt(self.shape.width) + self.positions[: ids.shape[1]]
        for block in stack.layers:
            own = self._attend(block.self_attn, x, x, causal=memory is not None, bias=padded if memory is None else None)
            x = block.self_attn_layer_norm(x + own)
            if memory is not None:
                x = block.encoder_attn_layer_norm(x + self._attend(block.encoder_attn, x, memory, bias=padded))
            x = block.final_layer_norm(x + block.fc2(F.relu(block.fc1(x))))
        return x

    def _attend(self, part: Names, queries: Tensor, keys: Tensor, bias: Tensor | None, causal: bool = False) -> Tensor:
        heads = self.shape.heads
        q, k, v = split_heads(part.q_proj(queries), heads), split_heads(part.k_proj(keys), heads), split_heads(part.v_proj(keys), heads)
        return part.out_proj(join_heads(attend(q, k, v, bias=bias, causal=causal)))

    def hugging_face_config(self) -> dict:
        shape = self.shape
        return dict(
            model_type="marian", architectures=["MarianMTModel"], vocab_size=shape.vocabulary, d_model=shape.width, encoder_layers=shape.layers,
            decoder_layers=shape.decoder_layers, encoder_attention_heads=shape.heads, decoder_attention_heads=shape.heads,
            encoder_ffn_dim=shape.hidden, decoder_ffn_dim=shape.hidden, max_position_embeddings=shape.context, activation_function="relu",
            scale_embedding=True, static_position_embeddings=True, normalize_before=False, share_encoder_decoder_embeddings=True, dropout=0.0,
            attention_dropout=0.0, activation_dropout=0.0, is_encoder_decoder=True, tie_word_embeddings=True, decoder_start_token_id=PAD,
            forced_eos_token_id=EOS, decoder_vocab_size=shape.vocabulary,
        )
