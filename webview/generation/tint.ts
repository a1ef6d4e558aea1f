import { cssOf } from "../draw/color";
import { rampColor } from "../draw/ramp";
import type { Theme } from "../ui/theme";

/** Full colour behind letters is this far up the ramp: they must stay readable on it. */
const DEEPEST = 0.34;

/** The background of letters for a strength 0…1. */
export const tinted = ({ ramp }: Theme, strength: number): string => cssOf(rampColor(ramp, DEEPEST * strength));
