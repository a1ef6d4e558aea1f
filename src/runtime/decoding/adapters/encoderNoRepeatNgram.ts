import type { Adapter } from "./adapter";
import { ruleOut } from "./keep";
import { completionsOf } from "./noRepeatNgram";
import { refuseUnlessCount } from "./refuseUnless";

/** Rules out tokens that would complete an n-gram of the source. */
export function encoderNoRepeatNgram(size: number, source: readonly number[]): Adapter {
  refuseUnlessCount("encoder_no_repeat_ngram_size", size, 1);
  return {
    name: `no ${size}-gram of the source`,
    about: "Rules out tokens that would complete an n-gram of the source, so that nothing is copied.",
    apply: (scores, { text }) => ruleOut(scores, completionsOf(text, size, source)),
  };
}
