import type { ListingPicture } from "../../../protocol/notes/note";
import type { CurvesPicture } from "../../../protocol/positions";
import type { SchemeOf } from "../../model/positions/scheme";
import type { Recipe } from "../../model/recipe";
import type { Statement } from "../statement";

/** What rounding sines to float32 may leave, relative. */
const SAME = 1e-3;
/** Positions whose products are compared. */
const MOST_POSITIONS = 256;

/** Vaswani et al. 2017, section 3.5. */
export const wavelengths: Statement = {
  applies: ({ recipe, encoder }) => {
    const { scheme, about } = (encoder ?? recipe).position;
    return scheme.kind === "sinusoidal" ? null : `This model's positions are no waves that are added to the tokens (${about}).`;
  },
  run: ({ loaded: { model } }) => {
    const recipe = model.open.encoder ?? model.open.recipe;
    const { scheme } = recipe.position;
    if (scheme.kind !== "sinusoidal") throw new Error("only sinusoidal positions are measured here");
    const table = tableOf(recipe, scheme);
    const found = frequenciesOf(table);
    const lengths = found.map(frequency => (2 * Math.PI) / frequency);
    const [first, last] = [lengths[0] as number, lengths.at(-1) as number];
    const ratio = (last / first) ** (1 / (lengths.length - 1));
    const uneven = Math.max(...lengths.slice(1).map((length, pair) => Math.abs(length / (lengths[pair] as number) / ratio - 1)));
    const end = (last * ratio) / (2 * Math.PI);
    const apart = apartByPlace(table);
    const words = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 2 });
    return Promise.resolve({
      holds: Math.abs(first / (2 * Math.PI) - 1) <= SAME && uneven <= SAME && Math.abs(end / 10_000 - 1) <= 10 * SAME && apart <= SAME,
      figure: end,
      unit: "· 2π, where the progression ends",
      says: `The ${lengths.length} pairs of channels have wavelengths from ${words(first)} to ${words(last)} positions (${words(last / (2 * Math.PI))} · 2π), each ${ratio.toFixed(4)} times the one before; one more would have ${words(end)} · 2π. The product of two positions' waves depends on their offset alone, within ${apart.toExponential(1)} of a wave's own.`,
      settings: { positions: table.rows.length },
      pictures: [curve(lengths), byOffset(table), listing(lengths)],
    });
  },
};

/** The waves as they are fed to the graph, by pair. */
interface WaveTable {
  readonly rows: readonly Float32Array[];
  readonly pairs: readonly { readonly sine: number; readonly cosine: number }[];
}

function tableOf({ position, config }: Recipe, { width, layout }: SchemeOf<"sinusoidal">): WaveTable {
  const at = Array.from({ length: Math.min(config.context, MOST_POSITIONS) }, (_, index) => index);
  const { data } = position.feeds({ at, keys: at, longest: at.length })["pos_embed.waves"] ?? {};
  if (!(data instanceof Float32Array)) throw new Error("sinusoidal positions feed their waves");
  const half = Math.floor(width / 2);
  return {
    rows: at.map(row => data.subarray(row * width, (row + 1) * width)),
    pairs: Array.from({ length: half }, (_, pair) => (layout === "interleaved" ? { sine: 2 * pair, cosine: 2 * pair + 1 } : { sine: pair, cosine: Math.ceil(width / 2) + pair })),
  };
}

/** How far each pair has turned from position 0 to 1, radians. */
const frequenciesOf = ({ rows, pairs }: WaveTable): number[] =>
  pairs.map(({ sine, cosine }) => {
    const [angle, start] = [rows[1], rows[0]].map(row => Math.atan2(row?.[sine] as number, row?.[cosine] as number)) as [number, number];
    return angle - start;
  });

const product = (one: Float32Array, other: Float32Array): number => one.reduce((sum, value, channel) => sum + value * (other[channel] as number), 0);

/** Greatest difference between products of two waves at the same offset, relative to a wave's product with itself. */
function apartByPlace({ rows }: WaveTable): number {
  const origin = rows[0] as Float32Array;
  let most = 0;
  rows.forEach((row, offset) => {
    const wanted = product(origin, row);
    for (let place = 0; place + offset < rows.length; place++) most = Math.max(most, Math.abs(product(rows[place] as Float32Array, rows[place + offset] as Float32Array) - wanted));
  });
  return most / product(origin, origin);
}

function curve(lengths: readonly number[]): CurvesPicture {
  return {
    kind: "curves",
    id: "wavelength-by-pair",
    title: "Wavelength of each pair of channels",
    about: "Measured on the table that the graph is fed; equal factors are equally far apart.",
    x: { name: "pair", unit: "", at: Float32Array.from(lengths.keys()) },
    value: { name: "wavelength", unit: "positions" },
    lines: [{ name: "wavelength", values: Float32Array.from(lengths) }],
    logarithmic: true,
    steps: false,
  };
}

function byOffset({ rows }: WaveTable): CurvesPicture {
  const line = (from: number) => ({ name: `from position ${from}`, values: Float32Array.from(rows, (_, offset) => (from + offset < rows.length ? product(rows[from] as Float32Array, rows[from + offset] as Float32Array) : NaN)) });
  return {
    kind: "curves",
    id: "product-by-offset",
    title: "Product of two positions' waves",
    about: "From two places: the same wherever they start.",
    x: { name: "offset", unit: "positions", at: Float32Array.from(rows.keys()) },
    value: { name: "product", unit: "" },
    lines: [line(0), line(Math.floor(rows.length / 2))],
    logarithmic: false,
    steps: false,
  };
}

function listing(lengths: readonly number[]): ListingPicture {
  return {
    kind: "listing",
    id: "wavelengths",
    title: "In numbers",
    about: "Each pair's wavelength.",
    columns: [{ name: "pair", unit: "" }, { name: "wavelength", unit: "positions" }, { name: "of 2π", unit: "×" }],
    rows: lengths.map((length, pair) => [pair, length, length / (2 * Math.PI)]),
  };
}
