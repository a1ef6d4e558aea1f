import type { BareToken, StepAttention } from "../../src/protocol/generation";
import { type Column, shownSteps } from "./column";
import type { GenerationState } from "./state";

/** What a step read, by token: the mean over the heads and layers that are chosen; rows of one head sum to 1, and so does their mean. */
export function readWeights({ layers, heads }: Pick<StepAttention, "layers" | "heads">, keys: number, weights: Float32Array, { layer, head }: GenerationState["read"]): Float32Array {
  const mean = new Float32Array(keys);
  const [fromLayer, toLayer] = layer === null || layer >= layers ? [0, layers] : [layer, layer + 1];
  const [fromHead, toHead] = head === null || head >= heads ? [0, heads] : [head, head + 1];
  const share = 1 / ((toLayer - fromLayer) * (toHead - fromHead));
  for (let l = fromLayer; l < toLayer; l++) {
    for (let h = fromHead; h < toHead; h++) {
      const at = (l * heads + h) * keys;
      for (let key = 0; key < keys; key++) mean[key]! += share * weights[at + key]!;
    }
  }
  return mean;
}

/** The tokens that a step at `place` could read: of a decoder that reads an encoder, only its own. */
export function keyTokens(column: Column, place: number): readonly BareToken[] {
  const { started, given } = column;
  if (!started) return [];
  const starts = started.given.slice(0, Math.max(0, started.given.length - given.length));
  return [...(started.encoderDecoder ? [] : started.prompt), ...starts, ...shownSteps(column).slice(0, place).map(({ token }) => token)];
}
