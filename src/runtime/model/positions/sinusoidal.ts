import type { Position } from "./position";

/** How the table's channels are laid out: sine and cosine in turn (the paper), or all sines before all cosines (Marian, tensor2tensor). */
export type SineLayout = "interleaved" | "halves";

/** Angular frequency of pair `pair` in radians per position: its wavelength is 2π · 10000^(2 · pair / width) positions (Vaswani et al. 2017, section 3.5). */
export const sineFrequency = (pair: number, width: number): number => 10_000 ** -((2 * pair) / width);

/** The wave of one position: [d_model]. */
export function wave(position: number, width: number, layout: SineLayout): Float32Array {
  const row = new Float32Array(width);
  const half = Math.ceil(width / 2);
  for (let pair = 0; pair < half; pair++) {
    const angle = position * sineFrequency(pair, width);
    const [sine, cosine] = layout === "interleaved" ? [2 * pair, 2 * pair + 1] : [pair, half + pair];
    row[sine] = Math.sin(angle);
    if (cosine < width) row[cosine] = Math.cos(angle);
  }
  return row;
}

/** A fixed wave per position, added to the token's vector (Vaswani et al. 2017). No position is beyond it. */
export const sinusoidal = (width: number, layout: SineLayout): Position => ({
  about: "sinusoidal",
  scheme: { kind: "sinusoidal", width, layout },
  embed: g => g.input("pos_embed.waves", "query d_model"),
  feeds: ({ at }) => {
    const data = new Float32Array(at.length * width);
    at.forEach((position, row) => data.set(wave(position, width, layout), row * width));
    return { "pos_embed.waves": { data, shape: [at.length, width] } };
  },
});
