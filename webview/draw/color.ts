/** Red, green and blue, 0…255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Lightness 0…1 and the two opponent axes of the Oklab colour space (Ottosson 2020), in which equal steps look equal. */
export type Oklab = readonly [lightness: number, a: number, b: number];

/** Reads a colour as a canvas spells it back (`#rrggbb`, `rgba(…)`) or as a theme writes it; undefined for anything else. */
export function parseColor(css: string): { readonly rgb: Rgb; readonly alpha: number } | undefined {
  const text = css.trim().toLowerCase();
  const hex = /^#([0-9a-f]{3,8})$/.exec(text)?.[1];
  if (hex !== undefined) return parseHex(hex);
  const inner = /^rgba?\(([^)]+)\)$/.exec(text)?.[1];
  if (inner === undefined) return undefined;
  const parts = inner.split(/[\s,/]+/).filter(part => part !== "");
  const [red, green, blue] = parts.slice(0, 3).map(part => channel(part, 255));
  const alpha = parts[3] === undefined ? 1 : channel(parts[3], 1);
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return [red, green, blue, alpha].every(Number.isFinite) ? { rgb: [red, green, blue], alpha } : undefined;
}

/** `rgb` as CSS writes it. */
export function cssOf([red, green, blue]: Rgb, alpha = 1): string {
  return alpha === 1 ? `rgb(${red} ${green} ${blue})` : `rgb(${red} ${green} ${blue} / ${alpha})`;
}

/** `rgb` in Oklab. */
export function oklabOf(rgb: Rgb): Oklab {
  const [r, g, b] = [linear(rgb[0]), linear(rgb[1]), linear(rgb[2])];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** The nearest displayable colour: chroma is given up before lightness, so that a ramp stays even. */
export function rgbOf([lightness, a, b]: Oklab): Rgb {
  for (let share = 1; share > 0; share -= 0.02) {
    const rgb = unclamped(lightness, a * share, b * share);
    if (rgb.every(value => value >= -0.5 && value <= 255.5)) return rounded(rgb);
  }
  return rounded(unclamped(lightness, 0, 0));
}

/** How well two colours can be told apart, 1…21 (WCAG 2.2). */
export function contrast(one: Rgb, other: Rgb): number {
  const luminance = ([red, green, blue]: Rgb) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const [first, second] = [luminance(one), luminance(other)];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

function parseHex(hex: string): { rgb: Rgb; alpha: number } | undefined {
  if (hex.length === 5 || hex.length === 7) return undefined;
  const wide = hex.length <= 4 ? [...hex].map(digit => digit + digit).join("") : hex;
  const at = (index: number) => Number.parseInt(wide.slice(2 * index, 2 * index + 2), 16);
  return { rgb: [at(0), at(1), at(2)], alpha: wide.length === 8 ? at(3) / 255 : 1 };
}

function channel(part: string, whole: number): number {
  return part.endsWith("%") ? (Number(part.slice(0, -1)) / 100) * whole : Number(part);
}

function linear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function gamma(share: number): number {
  return 255 * (share <= 0.0031308 ? 12.92 * share : 1.055 * share ** (1 / 2.4) - 0.055);
}

function unclamped(lightness: number, a: number, b: number): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function rounded(rgb: Rgb): Rgb {
  const whole = (value: number) => Math.round(Math.min(255, Math.max(0, value)));
  return [whole(rgb[0]), whole(rgb[1]), whole(rgb[2])];
}
