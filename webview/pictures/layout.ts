import { parseColor } from "../draw/color";
import { type SignedRamp, signedRampOn } from "../draw/signedRamp";
import type { Theme } from "../ui/theme";

const GAP = 28;
/** Least width of a picture where there is a choice, in pixels. */
const COMFORTABLE = 400;
const MOST_ACROSS = 3;

/** How many of a section's pictures go side by side, and the width of each, in pixels: as many as fit and fill their rows evenly. */
export function across(pictures: number, whole: number): { readonly count: number; readonly width: number } {
  const fitting = Math.min(MOST_ACROSS, Math.max(1, Math.floor((whole + GAP) / (COMFORTABLE + GAP))));
  const count = Math.ceil(pictures / Math.ceil(pictures / fitting)) || 1;
  return { count, width: Math.max(0, Math.floor((whole - GAP * (count - 1)) / count)) };
}

/** The colours of values of both signs under a theme. */
export function signedRampFor({ background, highContrast, dark }: Theme): SignedRamp {
  return signedRampOn(parseColor(background)?.rgb ?? (dark ? [30, 30, 30] : [255, 255, 255]), highContrast);
}
