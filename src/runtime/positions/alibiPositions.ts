import { alibi, slopes } from "../model/positions/alibi";
import { axis, counted, figure } from "./axes";
import type { Describer } from "./describer";

const MOST_DISTANCES = 256;

/** The slope of each head, and the line that it makes. */
export const alibiPositions: Describer<"alibi"> = ({ heads }, { recipe }) => {
  const perHead = slopes(heads);
  const reach = Math.min(recipe.config.context, MOST_DISTANCES);
  const feeds = alibi(heads).feeds({ at: [0], keys: counted(reach).map(distance => -distance), longest: reach });
  const away = Array.from(feeds["alibi.distances"]?.data ?? [], Number);
  return {
    name: "ALiBi",
    explanation:
      "Nothing is added to the tokens and nothing is learned. Each head takes off its score what lies far away: its slope times the distance. Steep heads see their neighbourhood only, flat ones the whole text; lengths beyond training need no new numbers.",
    formula: "score(q, k) = q·k / √d_head − slope[head] · (query − key)",
    paper: "Press et al. 2022",
    facts: [
      { name: "Heads", value: figure(heads) },
      { name: "Slopes", value: `${figure(Math.max(...perHead))} to ${figure(Math.min(...perHead))}` },
      { name: "Weight falls to 1/e", value: `after ${figure(1 / Math.max(...perHead))} to ${figure(1 / Math.min(...perHead))} positions, at equal q·k` },
    ],
    pictures: [
      {
        kind: "curves",
        id: "bias",
        title: "Bias by distance, per head",
        about: "What joins the score of a key so far before the query.",
        x: axis("Query − key", counted(reach), "positions"),
        value: { name: "bias", unit: "" },
        lines: perHead.map((slope, head) => ({ name: `head ${head}`, values: Float32Array.from(away, distance => slope * distance) })),
        logarithmic: false,
        steps: false,
      },
      {
        kind: "curves",
        id: "slopes",
        title: "Slope of each head",
        about: "A geometric sequence; heads beyond the last power of two take every other slope of the next.",
        x: axis("Head", counted(heads)),
        value: { name: "slope", unit: "per position" },
        lines: [{ name: "slope", values: Float32Array.from(perHead) }],
        logarithmic: true,
        steps: false,
      },
    ],
  };
};
