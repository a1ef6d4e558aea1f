import { causal, prefix, type Mask } from "./masks";

/**
 * The mask of a text whose first `given` tokens are given, where `asked` tokens at its start are to see each other: null, as the model was
 * trained (a prefix language model sees all that it is given); 0, none. Who asks for some has checked that the mask opens.
 */
export function openedMask(mask: Mask, asked: number | null, given: number): Mask {
  if (mask.opens === undefined) return mask;
  const length = asked ?? (mask.opens === "as trained" ? given : 0);
  return length > 0 ? prefix(length) : causal;
}
