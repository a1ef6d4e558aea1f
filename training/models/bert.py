"""BertForMaskedLM (Devlin et al. 2018): every token sees every other; norms behind the residual sums. Positions are learned, or
`relative_key`: a learned vector for each distance, whose product with the query joins the score (Shaw et al. 2018).

Tensors: bert.embeddings.{word,position,token_type}_embeddings and LayerNorm, bert.encoder.layer.I.{attention.self.{query, key, value,
distance_embedding}, attention.output.{dense, LayerNorm}, intermediate.dense, output.{dense, LayerNorm}}, cls.predictions.{bias,
transform.{dense, LayerNorm}}; the head is the embedding.
"""
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .language_model import Batch, LanguageModel
from .parts import LayerNorm, Names, attend, begin_alike, begin_as_sinusoids, initialise, join_heads, split_heads
from .shape import Shape

EPS = 1e-12


class Bert(LanguageModel):
    kind = "masked"
    relative = False

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        width = shape.width
        self.bert = Names()
        embeddings = self.bert.embeddings = Names()
        embeddings.word_embeddings = nn.Embedding(shape.vocabulary, width)
        embeddings.token_type_embeddings = nn.Embedding(2, width)
        # With relative positions the class keeps the table, and does not read it.
        embeddings.position_embeddings = nn.Embedding(shape.context, width)
        embeddings.position_embeddings.weight.requires_grad_(not self.relative)
        embeddings.LayerNorm = LayerNorm(width, eps=EPS)
        self.bert.encoder = Names()
        self.bert.encoder.layer = nn.ModuleList(self._block() for _ in range(shape.layers))
        self.cls = Names()
        predictions = self.cls.predictions = Names()
        predictions.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        predictions.transform = Names()
        predictions.transform.dense, predictions.transform.LayerNorm = nn.Linear(width, width), LayerNorm(width, eps=EPS)

    def _block(self) -> Names:
        shape, width = self.shape, self.shape.width
        block = Names()
        block.attention, block.intermediate, block.output = Names(), Names(), Names()
        reads, writes = Names(), Names()
        reads.query, reads.key, reads.value = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)
        if self.relative:
            reads.distance_embedding = nn.Embedding(2 * shape.context - 1, shape.head_width)
        writes.dense, writes.LayerNorm = nn.Linear(width, width), LayerNorm(width, eps=EPS)
        block.attention.self, block.attention.output = reads, writes
        block.intermediate.dense = nn.Linear(width, shape.hidden)
        block.output.dense, block.output.LayerNorm = nn.Linear(shape.hidden, width), LayerNorm(width, eps=EPS)
        return block

    def initialise(self) -> None:
        initialise(self, self.shape.layers, self.shape.width)
        if self.relative:
            nn.init.zeros_(self.bert.embeddings.position_embeddings.weight)
        else:
            begin_as_sinusoids(self.bert.embeddings.position_embeddings)
            for block in self.bert.encoder.layer:
                begin_alike(block.attention.self.query.weight, block.attention.self.key.weight)

    def forward(self, batch: Batch) -> Tensor:
        embeddings, heads = self.bert.embeddings, self.shape.heads
        time = batch.inputs.shape[1]
        x = embeddings.word_embeddings(batch.inputs) + embeddings.token_type_embeddings.weight[0]
        if not self.relative:
            x = x + embeddings.position_embeddings.weight[:time]
        x = embeddings.LayerNorm(x)
        for block in self.bert.encoder.layer:
            reads, writes = block.attention.self, block.attention.output
            q, k, v = (split_heads(part(x), heads) for part in (reads.query, reads.key, reads.value))
            bias = self._distance_scores(q, reads) if self.relative else None
            x = writes.LayerNorm(x + writes.dense(join_heads(attend(q, k, v, bias=bias))))
            x = block.output.LayerNorm(x + block.output.dense(F.gelu(block.intermediate.dense(x))))
        transform = self.cls.predictions.transform
        x = transform.LayerNorm(F.gelu(transform.dense(x)))
        return F.linear(x, embeddings.word_embeddings.weight, self.cls.predictions.bias)

    def _distance_scores(self, q: Tensor, reads: Names) -> Tensor:
        """q · E[query − key] / √channels: one product with the rows that this length needs, then a gather."""
        rows, heads, time, channels = q.shape
        first = self.shape.context - time
        table = reads.distance_embedding.weight[first : first + 2 * time - 1].to(q.dtype)
        at = torch.arange(time, device=q.device)
        index = (at[:, None] - at[None, :] + time - 1).expand(rows, heads, time, time)
        return (q @ table.t()).gather(-1, index) * channels**-0.5

    def hugging_face_config(self) -> dict:
        shape = self.shape
        return dict(
            model_type="bert", architectures=["BertForMaskedLM"], vocab_size=shape.vocabulary, hidden_size=shape.width,
            intermediate_size=shape.hidden, num_hidden_layers=shape.layers, num_attention_heads=shape.heads,
            max_position_embeddings=shape.context, hidden_act="gelu", layer_norm_eps=EPS, type_vocab_size=2, hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0, position_embedding_type="relative_key" if self.relative else "absolute", tie_word_embeddings=True,
        )


class RelativeBert(Bert):
    """The same with Shaw's vectors by distance in place of the table of positions."""

    relative = True
