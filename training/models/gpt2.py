"""GPT2LMHeadModel (Radford et al. 2019): norms before each part, learned positions. With a prefix in the batch, its tokens see
each other (prefix LM: Liu et al. 2018, Raffel et al. 2019).

Tensors: transformer.{wte, wpe}, transformer.h.I.{ln_1, attn.{c_attn, c_proj}, ln_2, mlp.{c_fc, c_proj}}, transformer.ln_f; the
weights of the linear maps are [in, out], and the head is the embedding.
"""
from torch import Tensor, nn
from torch.nn import functional as F

from .language_model import Batch, LanguageModel
from .parts import Conv1D, LayerNorm, Names, attend, gelu_new, initialise, join_heads, prefix_bias, split_heads
from .shape import Shape


def gpt_block(width: int, hidden: int) -> Names:
    """The parts of a block of GPT and GPT-2, which differ only in where the norms stand."""
    block = Names()
    block.attn, block.mlp = Names(), Names()
    block.attn.c_attn, block.attn.c_proj = Conv1D(width, 3 * width), Conv1D(width, width)
    block.mlp.c_fc, block.mlp.c_proj = Conv1D(width, hidden), Conv1D(hidden, width)
    block.ln_1, block.ln_2 = LayerNorm(width), LayerNorm(width)
    return block


def gpt_attention(block: Names, x: Tensor, heads: int, prefix: Tensor | None = None) -> Tensor:
    """What the attention of a block writes for `x`: causal, but for a prefix."""
    q, k, v = (split_heads(part, heads) for part in block.attn.c_attn(x).chunk(3, -1))
    bias = None if prefix is None else prefix_bias(x.shape[1], prefix)
    return block.attn.c_proj(join_heads(attend(q, k, v, bias=bias, causal=prefix is None)))


def gpt_mlp(block: Names, x: Tensor) -> Tensor:
    """What the feed-forward part of a block writes for `x`."""
    return block.mlp.c_proj(gelu_new(block.mlp.c_fc(x)))


class Gpt2(LanguageModel):
    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        self.transformer = Names()
        self.transformer.wte = nn.Embedding(shape.vocabulary, shape.width)
        self.transformer.wpe = nn.Embedding(shape.context, shape.width)
        self.transformer.h = nn.ModuleList(gpt_block(shape.width, shape.hidden) for _ in range(shape.layers))
        self.transformer.ln_f = LayerNorm(shape.width)

    def initialise(self) -> None:
        initialise(self, self.shape.layers, self.shape.width, into_stream=("c_proj",))

    def forward(self, batch: Batch) -> Tensor:
        parts, heads = self.transformer, self.shape.heads
        x = parts.wte(batch.inputs) + parts.wpe.weight[: batch.inputs.shape[1]]
        for block in parts.h:
            x = x + gpt_attention(block, block.ln_1(x), heads, batch.prefix)
            x = x + gpt_mlp(block, block.ln_2(x))
        return F.linear(parts.ln_f(x), parts.wte.weight)

    def hugging_face_config(self) -> dict:
        shape = self.shape
        return dict(
            model_type="gpt2", architectures=["GPT2LMHeadModel"], vocab_size=shape.vocabulary, n_embd=shape.width, n_layer=shape.layers,
            n_head=shape.heads, n_inner=shape.hidden, n_positions=shape.context, activation_function="gelu_new",
            layer_norm_epsilon=1e-5, tie_word_embeddings=True,
        )
