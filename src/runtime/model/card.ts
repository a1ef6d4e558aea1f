import type { ModelCard } from "../../protocol/models";
import type { Checkpoint } from "../checkpoints/checkpoint";
import type { Recipe } from "./recipe";
import type { OpenModel } from "./openModel";

/** The card of an opened model; `tokenizer` describes its tokenizer, or is null where the folder has none. */
export function cardOf({ checkpoint, family, recipe, encoder, weights, ignored }: OpenModel, tokenizer: string | null): ModelCard {
  const { config, position, norm, residual, mlp, mask, head, embedding } = recipe;
  const parametersByPart = weights.countByPart();
  return {
    folder: checkpoint.folder,
    name: checkpoint.name,
    family: family.name,
    modelType: family.modelType,
    task: head.task,
    encoder: encoder && { layers: encoder.config.layers, heads: encoder.config.heads, dMlp: encoder.config.dMlp, mask: encoder.mask.about },
    layers: config.layers,
    heads: config.heads,
    kvHeads: config.kvHeads,
    dModel: config.dModel,
    dHead: config.dHead,
    dMlp: config.dMlp,
    vocabulary: config.vocabulary,
    context: config.context,
    positions: position.about,
    norm: `${norm.about} ${residual.about}`,
    activation: mlp.about,
    mask: mask.about,
    prefixLm: mask.opens === "as trained",
    attention: attentionOf(recipe),
    embedding: embedding.about,
    head: head.about,
    tokenizer,
    storedAs: typesOf(checkpoint),
    bytesOnDisk: checkpoint.bytesOnDisk,
    parameters: parametersByPart.reduce((sum, { count }) => sum + count, 0),
    parametersByPart,
    differences: family.from && { from: family.from.ancestor, changes: family.from.changes },
    ignored,
  };
}

function attentionOf({ config: { heads, kvHeads, dHead }, attention }: Recipe): string {
  const kind = kvHeads === heads ? attention.about : kvHeads === 1 ? "multi-query" : `grouped-query, ${heads / kvHeads} heads per key head`;
  return `${kind}${attention.scale === 1 ? ", q·k not scaled" : `, q·k / √${dHead}`}${attention.norm ? `, q and k through ${attention.norm.about}` : ""}`;
}

/** Types of the tensors, the one with most bytes first. */
function typesOf({ tensors }: Checkpoint): string {
  const bytes = new Map<string, number>();
  for (const { type, bytes: size } of tensors.values()) bytes.set(type, (bytes.get(type) ?? 0) + size);
  return [...bytes].sort(([, a], [, b]) => b - a).map(([type]) => type).join(", ");
}
