"""LlamaForCausalLM (Touvron et al. 2023): rotary positions (Su et al. 2021), RMSNorm, SwiGLU (Shazeer 2020), no biases.

Tensors: model.embed_tokens, model.layers.I.{self_attn.{q,k,v,o}_proj, mlp.{gate,up,down}_proj, input_layernorm,
post_attention_layernorm}, model.norm; the head is the embedding. With a prefix in the batch, its tokens see each other (prefix LM:
Liu et al. 2018, Raffel et al. 2019).
"""
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .language_model import Batch, LanguageModel
from .parts import Names, RmsNorm, attend, initialise, join_heads, linear, prefix_bias, split_heads
from .shape import Shape

THETA = 10_000.0


class Llama(LanguageModel):
    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        width, hidden = shape.width, shape.hidden
        self._key_value_heads = shape.key_value_heads or shape.heads
        narrow = self._key_value_heads * shape.head_width
        self.model = Names()
        self.model.embed_tokens = nn.Embedding(shape.vocabulary, width)
        self.model.layers = nn.ModuleList()
        self.model.norm = RmsNorm(width)
        for _ in range(shape.layers):
            block, attention, mlp = Names(), Names(), Names()
            attention.q_proj, attention.o_proj = linear(width, width), linear(width, width)
            attention.k_proj, attention.v_proj = linear(width, narrow), linear(width, narrow)
            mlp.gate_proj, mlp.up_proj, mlp.down_proj = linear(width, hidden), linear(width, hidden), linear(hidden, width)
            block.self_attn, block.mlp = attention, mlp
            block.input_layernorm, block.post_attention_layernorm = RmsNorm(width), RmsNorm(width)
            self.model.layers.append(block)
        frequencies = THETA ** (-torch.arange(0, shape.head_width, 2).float() / shape.head_width)
        angles = torch.arange(shape.context + 1)[:, None] * frequencies[None]
        angles = torch.cat([angles, angles], -1)
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)

    def initialise(self) -> None:
        initialise(self, self.shape.layers, self.shape.width, into_stream=("o_proj", "down_proj"))

    def forward(self, batch: Batch) -> Tensor:
        x = self.model.embed_tokens(batch.inputs)
        bias = None if batch.prefix is None else prefix_bias(x.shape[1], batch.prefix)
        for block in self.model.layers:
            normed, a = block.input_layernorm(x), block.self_attn
            q = self._turned(split_heads(a.q_proj(normed), self.shape.heads))
            k = self._turned(split_heads(a.k_proj(normed), self._key_value_heads))
            v = split_heads(a.v_proj(normed), self._key_value_heads)
            x = x + a.o_proj(join_heads(attend(q, k, v, bias=bias, causal=bias is None)))
            normed, mlp = block.post_attention_layernorm(x), block.mlp
            x = x + mlp.down_proj(F.silu(mlp.gate_proj(normed)) * mlp.up_proj(normed))
        return F.linear(self.model.norm(x), self.model.embed_tokens.weight)

    def _turned(self, q: Tensor) -> Tensor:
        """Each pair of channels (i, i + half) turned by the position's angle."""
        time = q.shape[2]
        first, second = q.float().chunk(2, -1)
        return (q.float() * self.cos[:time] + torch.cat([-second, first], -1) * self.sin[:time]).to(q.dtype)

    def hugging_face_config(self) -> dict:
        shape = self.shape
        return dict(
            model_type="llama", architectures=["LlamaForCausalLM"], vocab_size=shape.vocabulary, hidden_size=shape.width,
            intermediate_size=shape.hidden, num_hidden_layers=shape.layers, num_attention_heads=shape.heads,
            num_key_value_heads=self._key_value_heads, head_dim=shape.head_width, hidden_act="silu",
            max_position_embeddings=shape.context, rms_norm_eps=1e-6, rope_theta=THETA, attention_bias=False, mlp_bias=False,
            tie_word_embeddings=True,
        )
