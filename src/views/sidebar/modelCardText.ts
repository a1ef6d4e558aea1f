import type { ModelCard } from "../../protocol/models";
import type { WeightsCost } from "../../protocol/weights";
import { plainText } from "../plainText";

/** One line of a model's card. */
export interface CardRow {
  readonly label: string;
  readonly value: string;
  readonly rows?: readonly CardRow[];
}

/** The family, size and type of a model in one line: "Llama · 612 K · F16". */
export const summaryOf = (card: ModelCard): string => [card.family, short(card.parameters), card.storedAs].join(" · ");

/** The card as rows, in the order in which one reads a model: what it is, its shape, its parts, its storage. */
export function cardRows(card: ModelCard): CardRow[] {
  const { kvHeads, heads } = card;
  return [
    { label: "Family", value: `${card.family} (${card.task})` },
    ...(card.encoder ? [{ label: "Encoder", value: `${count(card.encoder.layers)} layers, ${count(card.encoder.heads)} heads, MLP ${count(card.encoder.dMlp)}, mask ${card.encoder.mask}` }] : []),
    { label: card.encoder ? "Decoder's layers" : "Layers", value: count(card.layers) },
    { label: "Heads", value: kvHeads === heads ? count(heads) : `${count(heads)}, keys and values ${count(kvHeads)}` },
    { label: "Widths", value: `stream ${count(card.dModel)}, head ${count(card.dHead)}, MLP ${count(card.dMlp)}` },
    { label: "Context", value: `${count(card.context)} tokens` },
    {
      label: "Parameters",
      value: count(card.parameters),
      rows: card.parametersByPart.map(part => ({ label: part.part, value: `${count(part.count)} (${percent(part.count / card.parameters)})` })),
    },
    { label: "Positions", value: card.positions },
    { label: "Norms", value: card.norm },
    { label: "Activation", value: card.activation },
    { label: "Mask", value: card.mask },
    { label: "Attention", value: card.attention },
    { label: "Embedding", value: card.embedding },
    { label: "Output", value: card.head },
    { label: "Tokenizer", value: card.tokenizer ?? "none in this folder" },
    { label: "Vocabulary", value: count(card.vocabulary) },
    { label: "Stored as", value: card.storedAs },
    { label: "On disk", value: bytes(card.bytesOnDisk) },
    ...(card.costs ?? []).map(cost => ({ label: cost.weights.replace("bit", "-bit weights"), value: costText(cost) })),
    ...differenceRows(card),
    ...(card.ignored.length === 0
      ? []
      : [{ label: "Not needed", value: `${count(card.ignored.length)} tensors`, rows: card.ignored.map(({ tensor, why }) => ({ label: tensor, value: why })) }]),
  ];
}

function differenceRows({ differences }: ModelCard): CardRow[] {
  if (differences === null) return [];
  const { from, changes } = differences;
  return [{ label: `Differs from ${from}`, value: `in ${count(changes.length)} ${changes.length === 1 ? "way" : "ways"}`, rows: changes.map(change => ({ label: change, value: "" })) }];
}

/** What quantised weights cost, as measured: "KL 0.0008 bits, top-1 98.8 %, on 256 tokens". */
export const costText = ({ divergence, agreement, tokens }: WeightsCost): string => `KL ${divergence.toPrecision(2)} bits, top-1 ${percent(agreement)}, on ${count(tokens)} tokens`;

/** The card as Markdown with a table: the tooltip, and the document that *Show Model Card* opens. */
export function cardMarkdown(card: ModelCard): string {
  const rows = cardRows(card);
  const nested = rows.filter(row => row.rows !== undefined && row.rows.length > 0);
  return [
    `# ${plainText(card.name)}`,
    "",
    plainText(card.folder),
    "",
    "| | |",
    "| --- | --- |",
    ...rows.map(({ label, value }) => `| ${plainText(label)} | ${plainText(value)} |`),
    ...nested.flatMap(row => [
      "",
      `## ${plainText(row.label)}`,
      "",
      ...(row.rows ?? []).map(({ label, value }) => `- ${plainText(label)}${value === "" ? "" : `: ${plainText(value)}`}`),
    ]),
    "",
  ].join("\n");
}

/** A number with thousands apart. */
export const count = (value: number): string => value.toLocaleString("en-US");

/** A number of parameters in three digits at most: "612 K", "124 M", "1.1 B". */
export function short(value: number): string {
  const units = [
    { size: 1e9, unit: " B" },
    { size: 1e6, unit: " M" },
    { size: 1e3, unit: " K" },
  ];
  for (const { size, unit } of units) {
    const scaled = value / size;
    if (scaled >= 0.9995) return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
  }
  return String(value);
}

/** A size on disk, in decimal units. */
export const bytes = (value: number): string => (value < 1e3 ? `${value} bytes` : `${short(value).replace("K", "k").replace(" B", " G")}B`);

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
