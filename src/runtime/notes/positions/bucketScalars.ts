import type { CurvesPicture } from "../../../protocol/positions";
import type { TracedRun } from "../../traces/tracedRun";
import type { Statement } from "../statement";
import { finishedRun, readingStack, tokensOf } from "../textRun";
import { visitPlacings } from "./visitPlacings";
import { repeated } from "./spacing";

/** Difference between what is added to two logits, relative to the greatest addition, that float32 may leave. */
const SAME = 1e-3;
/** Raffel et al. 2020, section 2.1. */
export const bucketScalars: Statement = {
  applies: ({ recipe, encoder }) => {
    const { scheme, about } = (encoder ?? recipe).position;
    return scheme.kind === "buckets" ? null : `This model has no numbers for buckets of distances (${about}).`;
  },
  run: async given => {
    const stack = readingStack(given);
    const { scheme } = given.loaded.model.recipeOf(stack).position;
    if (scheme.kind !== "buckets") throw new Error("only buckets of distances are measured here");
    // What a bucket adds is the same for all tokens; these reach past the last one.
    const length = 2 * scheme.farthest;
    const ids = repeated((await tokensOf(given, length)).map(token => token.id), length);
    const run = await finishedRun(given, { stack, ids, onStep: given.progress });
    const { layers, heads } = run.recipe.config;
    const spans: Spans[][] = [];
    for (let layer = 0; layer < layers; layer++) {
      const ofLayer: Spans[] = [];
      for (let head = 0; head < heads; head++) {
        ofLayer.push(await spansOf(run, layer, head, given.signal));
        given.progress((layer * heads + head + 1) / (layers * heads));
      }
      spans.push(ofLayer);
    }
    const first = spans[0] as Spans[];
    const size = Math.max(...first.flatMap(head => [...head.values()].map(({ least, most }) => Math.max(Math.abs(least), Math.abs(most)))));
    // Over all layers at once: what one layer has for a distance, all others have.
    const joined = first.map((_, head) => join(spans.map(ofLayer => ofLayer[head] as Spans)));
    const apart = Math.max(...joined.flatMap(head => [...head.values()].map(({ least, most }) => most - least))) / size;
    const past = [...(joined[0] as Spans).keys()].filter(distance => distance <= 0).sort((a, b) => b - a);
    const same = (one: number, other: number): boolean => joined.every(head => Math.abs((head.get(one) as Span).most - (head.get(other) as Span).most) <= SAME * size);
    const buckets = past.reduce<number[][]>((found, distance) => {
      const open = found.at(-1);
      if (open && same(open[0] as number, distance)) open.push(distance);
      else found.push([distance]);
      return found;
    }, []);
    const far = -((buckets.at(-1) as number[])[0] as number);
    const widths = buckets.slice(0, -1).map(bucket => bucket.length);
    return {
      holds: apart <= SAME && far <= scheme.farthest && buckets.length > 1,
      figure: far,
      unit: "tokens, from where on all distances share one number",
      says: `Over ${ids.length.toLocaleString("en")} tokens, what positions add to a head's logits is one number for each distance, the same in all ${layers} layers within ${apart.toExponential(1)} of the greatest. The past has ${buckets.length} such numbers a head: ${widths.filter(width => width === 1).length} for one distance each, then for ${widths.filter(width => width > 1).join(", ")}, and from ${far} on one for all.`,
      settings: { tokens: ids.length, buckets: scheme.buckets, farthest: scheme.farthest },
      pictures: [picture(joined, far)],
    };
  },
};

interface Span {
  readonly least: number;
  readonly most: number;
}

/** What is added at each distance key − query: the least and the most over pairs. */
type Spans = ReadonlyMap<number, Span>;

async function spansOf(run: TracedRun, layer: number, head: number, signal: AbortSignal): Promise<Spans> {
  const spans = new Map<number, Span>();
  await visitPlacings(run, layer, head, signal, (added, distance) => widen(spans, distance, { least: added, most: added }));
  return spans;
}

function join(all: readonly Spans[]): Spans {
  const spans = new Map<number, Span>();
  for (const one of all) for (const [distance, span] of one) widen(spans, distance, span);
  return spans;
}

function widen(spans: Map<number, Span>, distance: number, { least, most }: Span): void {
  const known = spans.get(distance) ?? { least, most };
  spans.set(distance, { least: Math.min(known.least, least), most: Math.max(known.most, most) });
}

function picture(heads: readonly Spans[], far: number): CurvesPicture {
  const distances = [...(heads[0] as Spans).keys()].sort((a, b) => a - b);
  return {
    kind: "curves",
    id: "added-by-distance",
    title: "What distances add to a head's logits",
    about: "One number for each distance, measured on pairs of all layers.",
    x: { name: "key − query", unit: "tokens", at: Float32Array.from(distances) },
    value: { name: "added to the logit", unit: "nats" },
    lines: heads.map((spans, head) => ({ name: `head ${head}`, values: Float32Array.from(distances, distance => (spans.get(distance) as Span).most) })),
    logarithmic: false,
    steps: true,
    marks: [{ at: -far, name: "one number from here on" }],
  };
}
