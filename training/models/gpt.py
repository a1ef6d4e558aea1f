"""OpenAIGPTLMHeadModel (Radford et al. 2018): GPT-2 with its norms behind the residual sums, and none at the end.

Tensors: transformer.{tokens_embed, positions_embed}, transformer.h.I as in GPT-2.
"""
from torch import Tensor, nn
from torch.nn import functional as F

from .gpt2 import gpt_attention, gpt_block, gpt_mlp
from .language_model import Batch, LanguageModel
from .parts import Names, begin_alike, begin_as_sinusoids, initialise
from .shape import Shape


class Gpt(LanguageModel):
    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        if shape.hidden != 4 * shape.width:
            raise ValueError("the class has no setting for another feed-forward width than 4 × width")
        self.transformer = Names()
        self.transformer.tokens_embed = nn.Embedding(shape.vocabulary, shape.width)
        self.transformer.positions_embed = nn.Embedding(shape.context, shape.width)
        self.transformer.h = nn.ModuleList(gpt_block(shape.width, shape.hidden) for _ in range(shape.layers))

    def initialise(self) -> None:
        initialise(self, self.shape.layers, self.shape.width)
        begin_as_sinusoids(self.transformer.positions_embed)
        for block in self.transformer.h:
            query, key, _ = block.attn.c_attn.weight.detach().chunk(3, 1)
            begin_alike(query, key)

    def forward(self, batch: Batch) -> Tensor:
        parts, heads = self.transformer, self.shape.heads
        x = parts.tokens_embed(batch.inputs) + parts.positions_embed.weight[: batch.inputs.shape[1]]
        for block in parts.h:
            x = block.ln_1(x + gpt_attention(block, x, heads))
            x = block.ln_2(x + gpt_mlp(block, x))
        return F.linear(x, parts.tokens_embed.weight)

    def hugging_face_config(self) -> dict:
        shape = self.shape
        return dict(
            model_type="openai-gpt", architectures=["OpenAIGPTLMHeadModel"], vocab_size=shape.vocabulary, n_embd=shape.width,
            n_layer=shape.layers, n_head=shape.heads, n_positions=shape.context, afn="gelu", layer_norm_epsilon=1e-5,
            tie_word_embeddings=True,
        )
