import type { CurvesPicture } from "../../../protocol/positions";
import type { TracedRun } from "../../traces/tracedRun";
import type { Statement } from "../statement";
import { finishedRun, readingStack, tokensOf } from "../textRun";
import { visitPlacings } from "./visitPlacings";
import { repeated, setApart } from "./spacing";

/** Difference between logits, in nats, that float32 may leave. */
const SAME = 1e-4;
/** Every pair of every head is looked at: more tokens say no more, and fewer are repeated. */
const TOKENS = 128;

/** Shaw et al. 2018, section 3.2. */
export const clippedDistances: Statement = {
  applies: ({ recipe, encoder }) => {
    const { scheme, about } = (encoder ?? recipe).position;
    if (scheme.kind !== "relative") return `This model has no vectors for distances (${about}).`;
    return scheme.to === "query" ? null : "This model's vectors are multiplied with keys too, so that what they add differs from key to key.";
  },
  run: async given => {
    const tokens = await tokensOf(given, TOKENS);
    const ids = repeated(tokens.map(token => token.id), TOKENS);
    const stack = readingStack(given);
    const { scheme } = given.loaded.model.recipeOf(stack).position;
    if (scheme.kind !== "relative") throw new Error("only relative vectors are measured here");
    const positions = setApart(ids.length, scheme.clip);
    const run = await finishedRun(given, { stack, ids, positions, onStep: given.progress });
    const { layers, heads } = run.recipe.config;
    const sizes = { beyond: 0, pairs: 0, within: 0 };
    for (let layer = 0; layer < layers; layer++) {
      for (let head = 0; head < heads; head++) {
        const found = await differences(run, layer, head, scheme.clip - 1, given.signal);
        sizes.beyond = Math.max(sizes.beyond, found.beyond);
        sizes.within = Math.max(sizes.within, found.within);
        sizes.pairs += found.pairs;
        given.progress((layer * heads + head + 1) / (layers * heads));
      }
    }
    return {
      holds: sizes.pairs > 0 && sizes.beyond <= SAME && sizes.within > SAME,
      figure: sizes.beyond,
      unit: "nats between distances beyond the window",
      says: `With the second half of ${ids.length} tokens set ${((positions.at(-1) as number) - ids.length + 1).toLocaleString("en")} positions on, what distances from ${(scheme.clip - 1).toLocaleString("en")} on add to a query's logits differs by ${sizes.beyond.toExponential(1)} at most (${sizes.pairs.toLocaleString("en")} pairs in ${layers * heads} heads), and by up to ${sizes.within.toFixed(2)} within the window. Vectors are added to keys only: this family's values have none.`,
      settings: { tokens: ids.length, window: scheme.clip - 1 },
      pictures: [await picture(run, scheme.clip - 1, given.signal)],
    };
  },
};

/** How far apart what is added to one query's logits lies, for keys beyond the window on one side and for all others; the greatest of a head. */
async function differences(run: TracedRun, layer: number, head: number, reach: number, signal: AbortSignal): Promise<{ readonly beyond: number; readonly within: number; readonly pairs: number }> {
  const spans = new Map<string, { least: number; most: number }>();
  let pairs = 0;
  await visitPlacings(run, layer, head, signal, (added, distance, query) => {
    const beyond = Math.abs(distance) >= reach;
    if (beyond) pairs++;
    const of = `${query} ${beyond ? Math.sign(distance) : "within"}`;
    const span = spans.get(of) ?? { least: Infinity, most: -Infinity };
    spans.set(of, { least: Math.min(span.least, added), most: Math.max(span.most, added) });
  });
  const most = (within: boolean): number => Math.max(0, ...[...spans].filter(([of]) => of.endsWith("within") === within).map(([, span]) => span.most - span.least));
  return { beyond: most(false), within: most(true), pairs };
}

/** What is added to the first token's logits in the first block, by distance. */
async function picture(run: TracedRun, reach: number, signal: AbortSignal): Promise<CurvesPicture> {
  const { heads } = run.recipe.config;
  const distances = run.positions.map(position => position - (run.positions[0] as number));
  const lines = [];
  for (let head = 0; head < heads; head++) {
    const values = new Float32Array(distances.length);
    await visitPlacings(run, 0, head, signal, (added, distance, query) => {
      if (query === 0) values[distances.indexOf(distance)] = added;
    });
    lines.push({ name: `head ${head}`, values });
  }
  return {
    kind: "curves",
    id: "added-by-distance",
    title: "What distances add to the first token's logits",
    about: "In the first block, by how far the key stands behind the query. Flat from the window's end on.",
    x: { name: "key − query", unit: "positions", at: Float32Array.from(distances) },
    value: { name: "added to the logit", unit: "nats" },
    lines,
    logarithmic: false,
    steps: false,
    marks: [{ at: reach, name: "end of the window" }],
  };
}
