import type { Measure, PictureAxis } from "../protocol/positions";

/** A value in at most five characters or so: "0.0312", "−1.25", "12,345", "6.2e-5"; "–" where there is none. */
export function short(value: number): string {
  if (Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-4) return minus(value.toExponential(1));
  if (size >= 1000) return minus(Math.round(value).toLocaleString("en"));
  return minus(String(Number(value.toPrecision(size < 1 ? 3 : 4))));
}

/** A value with its unit, in a few characters. */
export const measured = (value: number | undefined, unit: string): string => (value === undefined ? "–" : `${short(value)}${unit === "" ? "" : ` ${unit}`}`);

/** An axis' name with its unit. */
export const axisName = ({ name, unit }: Pick<PictureAxis | Measure, "name" | "unit">): string => (unit === "" ? name : `${name} (${unit})`);

const minus = (text: string): string => text.replace(/^-/, "−");
