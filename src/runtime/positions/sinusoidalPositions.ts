import { sineFrequency, wave } from "../model/positions/sinusoidal";
import { axis, counted, figure, sampled, sampledWords } from "./axes";
import type { Describer } from "./describer";

const MOST_POSITIONS = 256;
const MOST_CHANNELS = 256;

/** The table of waves, each frequency, and what two positions have in common by their offset. */
export const sinusoidalPositions: Describer<"sinusoidal"> = ({ width, layout }, { recipe }) => {
  const positions = counted(Math.min(recipe.config.context, MOST_POSITIONS));
  const channels = sampled(width, MOST_CHANNELS);
  const rows = positions.map(position => wave(position, width, layout));
  const origin = rows[0] as Float32Array;
  const dot = (row: Float32Array): number => row.reduce((sum, value, channel) => sum + value * (origin[channel] as number), 0);
  const wavelengths = counted(Math.ceil(width / 2)).map(pair => (2 * Math.PI) / sineFrequency(pair, width));
  return {
    name: "Sinusoidal",
    explanation:
      "Each position has a fixed wave that is added to the token's vector: pairs of sine and cosine from fast to slow, as the hands of clocks. No position is beyond the table, and a shift by k turns every pair by the same angle wherever it begins.",
    formula: `wave(p)${layout === "halves" ? "[i], [i + d_model / 2]" : "[2i], [2i + 1]"} = sin, cos (p / 10000^(2i / d_model))`,
    paper: "Vaswani et al. 2017, section 3.5",
    facts: [
      { name: "Channels", value: `${figure(width)}, ${layout === "halves" ? "all sines before all cosines" : "sine and cosine in turn"}` },
      { name: "Wavelengths", value: `${figure(wavelengths[0] as number)} to ${figure(wavelengths.at(-1) as number)} positions` },
      { name: "Length of each wave", value: `√(d_model / 2) = ${figure(Math.sqrt(dot(origin)))}` },
      { name: "Token vectors", value: recipe.embedding.scale === 1 ? "not scaled" : `× ${figure(recipe.embedding.scale)} before the wave is added` },
    ],
    pictures: [
      {
        kind: "table",
        id: "waves",
        title: "The table",
        about: `What is added at each position: ${sampledWords(width, MOST_CHANNELS, "channel")} of the first ${figure(positions.length)} positions.`,
        rows: axis("Position", positions),
        columns: axis("Channel", channels),
        value: { name: "added", unit: "" },
        sheets: [{ name: "", values: Float32Array.from(rows.flatMap(row => channels.map(channel => row[channel] as number))) }],
      },
      {
        kind: "curves",
        id: "wavelengths",
        title: "Wavelength of each frequency",
        about: "From 2π towards 10000 · 2π positions, each the same factor longer than the one before.",
        x: axis("Pair", counted(wavelengths.length)),
        value: { name: "wavelength", unit: "positions" },
        lines: [{ name: "wavelength", values: Float32Array.from(wavelengths) }],
        logarithmic: true,
        steps: false,
      },
      {
        kind: "curves",
        id: "products",
        title: "Dot product by offset",
        about: "Of the waves of two positions, as a share of a wave with itself. It depends on their offset alone, not on where they stand, and is the same to both sides.",
        x: axis("Offset", positions, "positions"),
        value: { name: "wave(p) · wave(p + offset), relative", unit: "" },
        lines: [{ name: "dot product", values: Float32Array.from(rows, row => dot(row) / dot(origin)) }],
        logarithmic: false,
        steps: false,
      },
    ],
  };
};
