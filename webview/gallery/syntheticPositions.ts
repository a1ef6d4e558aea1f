import type { CurveLine, CurvesPicture, PictureAxis, PositionKind, PositionPicture, StackPositions, TablePicture } from "../../src/protocol/positions";
import { syntheticNoise } from "./syntheticNoise";

/** How large a made-up stack is. */
export interface StackSize {
  readonly context: number;
  readonly heads: number;
  readonly layers: number;
}

const PAIRS = 16;
const CHANNELS = 2 * PAIRS;
const BUCKETS = 16;
const THETA = 10_000;

/** A stack of this kind with all the pictures that the runtime draws of one, made up. */
export function syntheticStack(kind: PositionKind, stack: StackPositions["stack"], size: StackSize): StackPositions {
  const { name, formula, paper, explanation, pictures } = KINDS[kind];
  const facts = [
    { name: "Positions", value: size.context.toLocaleString("en") },
    { name: "Heads", value: String(size.heads) },
    { name: "Mask", value: stack === "encoder" || kind === "relative" ? "full: says nothing of positions" : "causal: a later token sees more, which tells of positions too" },
  ];
  return { stack, kind, name, formula, paper, explanation, facts, pictures: pictures(size) };
}

/** What a scheme adds to a head's logits at the distance key − query; null where it adds nothing that can be told apart. */
export function syntheticBias(kind: PositionKind, distance: number, head: number, heads: number): number | null {
  switch (kind) {
    case "alibi":
      return -Math.abs(distance) * slope(head, heads);
    case "buckets":
      return bucketBias(bucketOf(distance), head);
    case "relative":
      return 0.6 * Math.cos(distance / (head + 2)) * Math.exp(-Math.abs(distance) / 12) - 0.2;
    default:
      return null;
  }
}

interface Kind extends Pick<StackPositions, "name" | "formula" | "paper" | "explanation"> {
  readonly pictures: (size: StackSize) => readonly PositionPicture[];
}

const counted = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const axis = (name: string, at: readonly number[], unit = ""): PictureAxis => ({ name, unit, at: Float32Array.from(at) });
const around = (reach: number): number[] => counted(2 * reach + 1).map(index => index - reach);
const slope = (head: number, heads: number): number => 2 ** ((-8 * (head + 1)) / heads);
const wavelength = (pair: number): number => 2 * Math.PI * THETA ** (pair / PAIRS);
const bucketOf = (distance: number): number => Math.min(BUCKETS / 2 - 1, Math.floor(2 * Math.log2(1 + Math.abs(distance)))) + (distance > 0 ? BUCKETS / 2 : 0);
const bucketBias = (bucket: number, head: number): number => 3 * syntheticNoise(bucket, head, 5) - 0.4 * (bucket % (BUCKETS / 2));

function curves(id: string, title: string, x: PictureAxis, value: string, lines: readonly CurveLine[], more: Partial<CurvesPicture> = {}): CurvesPicture {
  return { kind: "curves", id, title, about: `Made up for the gallery: ${title.toLowerCase()}.`, x, value: { name: value, unit: "" }, lines, logarithmic: false, steps: false, ...more };
}

function table(id: string, title: string, rows: PictureAxis, columns: PictureAxis, cell: (row: number, column: number, sheet: number) => number, sheets = [""]): TablePicture {
  const values = (sheet: number): Float32Array => Float32Array.from({ length: rows.at.length * columns.at.length }, (_, index) => cell(Math.floor(index / columns.at.length), index % columns.at.length, sheet));
  return { kind: "table", id, title, about: `Made up for the gallery: ${title.toLowerCase()}.`, rows, columns, value: { name: "value", unit: "" }, sheets: sheets.map((name, sheet) => ({ name, values: values(sheet) })) };
}

const line = (name: string, at: readonly number[], value: (at: number) => number): CurveLine => ({ name, values: Float32Array.from(at, value) });
const withSpread = (drawn: CurveLine): CurveLine => ({ ...drawn, spread: drawn.values.map((_, index) => (index === 0 ? 0 : 0.1)) });
const perHead = (heads: number, at: readonly number[], value: (at: number, head: number) => number): CurveLine[] => counted(heads).map(head => line(`head ${head}`, at, place => value(place, head)));
const layerNames = (layers: number): string[] => counted(layers).map(layer => `layer ${layer}`);
const wavelengths = (): CurvesPicture => curves("wavelengths", "Wavelength of each pair", axis("Pair", counted(PAIRS)), "wavelength", [line("wavelength", counted(PAIRS), wavelength)], { logarithmic: true });
const decay = (offset: number): number => counted(PAIRS).reduce((sum, pair) => sum + Math.cos((2 * Math.PI * offset) / wavelength(pair)), 0) / PAIRS;
/** Mean |sum of the first pairs' turns|, 1 at offset 0 (Su et al. 2021, section 3.4.3). */
function bound(offset: number): number {
  let [x, y, sum] = [0, 0, 0];
  for (const pair of counted(PAIRS)) {
    const angle = (2 * Math.PI * offset) / wavelength(pair);
    [x, y] = [x + Math.cos(angle), y + Math.sin(angle)];
    sum += Math.hypot(x, y);
  }
  return sum / ((PAIRS * (PAIRS + 1)) / 2);
}

const KINDS: Readonly<Record<PositionKind, Kind>> = {
  none: { name: "None", formula: "attention(π x) = π attention(x) for every order π", paper: "Vaswani et al. 2017, section 3.5", explanation: "Nothing says where a token stands. Attention is then an operation on a set.", pictures: () => [] },
  learned: {
    name: "Learned table",
    formula: "x(p) = token vector + W_pos[p]",
    paper: "Gehring et al. 2017",
    explanation: "Each position has a vector of its own, learned like a word's, which is added to the token's vector. There is nothing behind the table's end.",
    pictures: ({ context }) => {
      const some = counted(Math.min(context, 96));
      return [
        curves("similarity", "Similarity by offset", axis("Offset", some, "positions"), "cosine", [withSpread(line("cosine", some, offset => Math.exp(-offset / 18)))]),
        table("cosines", "Which positions are alike", axis("Position", some), axis("Position", some), (row, column) => Math.exp(-Math.abs(row - column) / 18) + 0.1 * syntheticNoise(Math.min(row, column), Math.max(row, column), 1)),
        curves("norms", "Length of the vector by position", axis("Position", counted(context)), "length", [line("length", counted(context), position => 3 + Math.exp(-position / 4) + 0.2 * syntheticNoise(position, 2, 2))]),
        table("table", "The table", axis("Position", some), axis("Channel", counted(CHANNELS)), (row, column) => Math.cos((row * (column + 1)) / 40) + 0.2 * syntheticNoise(row, column, 3)),
      ];
    },
  },
  sinusoidal: {
    name: "Sinusoidal",
    formula: "wave(p)[2i], [2i + 1] = sin, cos (p / 10000^(2i / d_model))",
    paper: "Vaswani et al. 2017, section 3.5",
    explanation: "Each position has a fixed wave that is added to the token's vector: pairs of sine and cosine from fast to slow. No position is beyond the table.",
    pictures: ({ context }) => {
      const angle = (position: number, channel: number): number => (2 * Math.PI * position) / wavelength(Math.floor(channel / 2));
      return [
        table("waves", "The table", axis("Position", counted(context)), axis("Channel", counted(CHANNELS)), (row, column) => (column % 2 === 0 ? Math.sin : Math.cos)(angle(row, column))),
        wavelengths(),
        curves("products", "Dot product by offset", axis("Offset", counted(context), "positions"), "relative", [line("dot product", counted(context), decay)]),
      ];
    },
  },
  buckets: {
    name: "Relative bias by bucket",
    formula: "score(q, k) = q·k + bias[bucket(key − query), head]",
    paper: "Raffel et al. 2019, section 2.1",
    explanation: "Each head has learned a number for each bucket of distances, which joins the scores before the softmax; every layer uses the same numbers.",
    pictures: ({ heads }) => {
      const distances = around(40);
      const x = axis("Key − query", distances, "positions");
      return [
        curves("bias", "Bias by distance, per head", x, "bias", perHead(heads, distances, (distance, head) => bucketBias(bucketOf(distance), head)), { steps: true }),
        curves("buckets", "Bucket of each distance", x, "bucket", [line("bucket", distances, bucketOf)], { steps: true }),
        table("table", "The table", axis("Head", counted(heads)), axis("Bucket", counted(BUCKETS)), (head, bucket) => bucketBias(bucket, head)),
      ];
    },
  },
  relative: {
    name: "Relative vectors",
    formula: "score(q, k) = (q·k + q·W_rel[query − key]) / √d_head",
    paper: "Shaw et al. 2018",
    explanation: "Each layer has learned a vector for each distance, the same for all of its heads; its product with the query joins the score. Distances beyond the window share the outermost vector.",
    pictures: ({ context, layers }) => {
      const distances = around(context - 1);
      const x = axis("Query − key", distances, "positions");
      const perLayer = (value: (at: number, layer: number) => number, at: readonly number[]): CurveLine[] => layerNames(layers).map((name, layer) => line(name, at, place => value(place, layer)));
      return [
        curves("norms", "Length of the vector by distance, per layer", x, "length", perLayer((distance, layer) => 1 + (layer + 1) * Math.exp(-Math.abs(distance) / 6) + 0.1 * syntheticNoise(distance, layer, 4), distances)),
        curves("similarity", "Similarity of distances, per layer", axis("Difference of distances", counted(context), "positions"), "cosine", perLayer((offset, layer) => Math.exp(-offset / (4 + 3 * layer)), counted(context)).map(withSpread)),
        table("table", "The vectors", x, axis("Channel", counted(CHANNELS)), (row, column, layer) => Math.cos(((row - context) * (column + 1)) / (30 + 9 * layer)) + 0.3 * syntheticNoise(row, column, layer), layerNames(layers)),
      ];
    },
  },
  rotary: {
    name: "Rotary (RoPE)",
    formula: `q(p)·k(s) = Σ over pairs of |q_i| |k_i| cos(angle from k_i to q_i + (p − s) ω_i), ω_i = θ^(−2i / ${CHANNELS})`,
    paper: "Su et al. 2021",
    explanation: "Each pair of channels of a query or key is turned like the hand of a clock, by its frequency times the position. Turning changes no length.",
    pictures: ({ context }) => {
      const some = counted(context);
      return [
        {
          kind: "hands",
          id: "hands",
          title: "Turning hands",
          about: "A clock for each pair: where its hand stands at the chosen position, and how many positions a whole turn takes.",
          positions: axis("Position", some),
          angles: Float32Array.from(some.flatMap(position => counted(PAIRS).map(pair => (2 * Math.PI * position) / wavelength(pair)))),
          wavelengths: Float32Array.from(counted(PAIRS), wavelength),
        },
        curves("decay", "q·k by distance", axis("Query − key", some, "positions"), "relative to distance 0", [line("bound", some, bound), line("q = k, the same in all pairs", some, decay)]),
        wavelengths(),
        table("cosines", "Cosines", axis("Position", some), axis("Pair", counted(PAIRS)), (position, pair) => Math.cos((2 * Math.PI * position) / wavelength(pair))),
      ];
    },
  },
  alibi: {
    name: "ALiBi",
    formula: "score(q, k) = q·k / √d_head − slope[head] · (query − key)",
    paper: "Press et al. 2022",
    explanation: "Each head takes off its score what lies far away: its slope times the distance. Steep heads see their neighbourhood only, flat ones the whole text.",
    pictures: ({ context, heads }) => [
      curves("bias", "Bias by distance, per head", axis("Query − key", counted(context), "positions"), "bias", perHead(heads, counted(context), (distance, head) => -distance * slope(head, heads))),
      curves("slopes", "Slope of each head", axis("Head", counted(heads)), "slope", [line("slope", counted(heads), head => slope(head, heads))], { logarithmic: true }),
    ],
  },
};
