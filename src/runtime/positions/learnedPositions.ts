import { axis, counted, figure, sampled, sampledWords } from "./axes";
import type { Describer } from "./describer";
import { cellsAt, cosineByOffset, cosines, MOST_PAIRS, norms } from "./similarity";

const MOST = 192;
const MOST_ROWS_COMPARED = 128;
const MOST_OFFSETS = 256;

/** What training has written into the table: its values, which positions are alike, and how long the vectors are. */
export const learnedPositions: Describer<"learned"> = async ({ context, offset }, { table: read }) => {
  const whole = await read("pos_embed.W_pos");
  const table = { rows: context, columns: whole.columns, values: whole.values.subarray(offset * whole.columns) };
  const [rows, columns, compared] = [sampled(context, MOST), sampled(table.columns, MOST), sampled(context, MOST_ROWS_COMPARED)];
  const offsets = sampled(context, MOST_OFFSETS);
  const { mean, spread } = cosineByOffset(table, offsets);
  const lengths = norms(table);
  return {
    name: "Learned table",
    explanation:
      "Each position has a vector of its own, learned like a word's, which is added to the token's vector. Nothing ties neighbours together but what training found useful, and there is nothing behind the table's end.",
    formula: "x(p) = token vector + W_pos[p" + (offset > 0 ? ` + ${offset}` : "") + "]",
    paper: "Gehring et al. 2017",
    facts: [
      { name: "Positions", value: figure(context) },
      { name: "Rows before position 0", value: offset === 0 ? "none" : `${figure(offset)}: position p reads row p + ${figure(offset)}` },
      { name: "Channels", value: figure(table.columns) },
      { name: "Length of a vector", value: `${figure(Math.min(...lengths))} to ${figure(Math.max(...lengths))}` },
    ],
    pictures: [
      {
        kind: "curves",
        id: "similarity",
        title: "Similarity by offset",
        about: `Cosine of the vectors of two positions: mean and one standard deviation over ${context <= MOST_PAIRS ? "all pairs" : `up to ${MOST_PAIRS} pairs`} that lie so far apart.`,
        x: axis("Offset", offsets, "positions"),
        value: { name: "cosine", unit: "" },
        lines: [{ name: "cosine", values: mean, spread }],
        logarithmic: false,
        steps: false,
      },
      {
        kind: "table",
        id: "cosines",
        title: "Which positions are alike",
        about: `Cosine of the vectors of ${sampledWords(context, MOST_ROWS_COMPARED, "position")} with each other.`,
        rows: axis("Position", compared),
        columns: axis("Position", compared),
        value: { name: "cosine", unit: "" },
        sheets: [{ name: "", values: cosines(table, compared) }],
      },
      {
        kind: "curves",
        id: "norms",
        title: "Length of the vector by position",
        about: "A position that training has seldom seen keeps the length it began with.",
        x: axis("Position", counted(context)),
        value: { name: "length", unit: "" },
        lines: [{ name: "length", values: lengths }],
        logarithmic: false,
        steps: false,
      },
      {
        kind: "table",
        id: "table",
        title: "The table",
        about: `What is added: ${sampledWords(table.columns, MOST, "channel")} of ${sampledWords(context, MOST, "position")}.`,
        rows: axis("Position", rows),
        columns: axis("Channel", columns),
        value: { name: "added", unit: "" },
        sheets: [{ name: "", values: cellsAt(table, rows, columns) }],
      },
    ],
  };
};
