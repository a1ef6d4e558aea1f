import type { IdOf } from "../../../../../src/protocol/notes/catalogue";
import type { T5 } from "../../../../../src/protocol/notes/t5";
import type { Expected } from "./expected";

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
export const T5_EXPECTED: Readonly<Record<IdOf<typeof T5>, readonly Expected[]>> = {
  "a-prefix-names-the-task": [
    // Trained on spans alone: whatever stands in front of a text, it looks for the first gap.
    { model: "starter-t5", verdict: "fails", figure: 0, within: 1e-4 },
    // It translates: any words change what comes first, and those that name a task no more than others.
    { model: "starter-marian", verdict: "fails", figure: 9.25, within: 0.1 },
    { model: "starter-marian", verdict: "holds", figure: 14.89, within: 0.1, settings: { prefixes: "the big dog:", controls: "yes and no: | once upon a time:" } },
    { model: "starter-llama", verdict: "not-applicable" },
  ],
  "details-of-denoising-matter-little": [
    { model: "starter-t5", verdict: "fails", figure: 1.08, within: 0.02 },
    { model: "starter-ul2", verdict: "fails", figure: -0.125, within: 0.02 },
    { model: "starter-marian", verdict: "not-applicable" },
  ],
  "spans-are-filled-behind-sentinels": [
    { model: "starter-t5", verdict: "holds", figure: 3.18, within: 0.05 },
    // Trained for sixteen minutes: it says what is frequent, whatever it reads.
    { model: "starter-ul2", verdict: "fails", figure: 0.06, within: 0.02 },
    { model: "starter-marian", verdict: "not-applicable" },
    { model: "starter-llama", verdict: "not-applicable" },
  ],
  "c4-keeps-prose": [
    { model: "starter-t5", verdict: "holds", figure: 1, within: 0 },
    // Lines that stay: the first, the second and the fourth of five.
    { model: "starter-bert", verdict: "holds", figure: 0.6, within: 1e-9, text: `The river was high that spring.\nNobody could cross it for days.\nHome | News | Contact\n\nThen the old ferryman came back.\nThis site uses cookies to know you.\n` },
    { model: "starter-llama", verdict: "fails", figure: 0, within: 0, text: "function add(a, b) {\n  return a + b;\n}\n" },
  ],
  "norms-only-rescale": [
    { model: "starter-t5", verdict: "holds", figure: 0, within: 1e-5 },
    { model: "starter-llama", verdict: "holds", figure: 0, within: 1e-5 },
    { model: "starter-gpt2", verdict: "fails", figure: 0.073, within: 0.005 },
    { model: "starter-bert", verdict: "not-applicable" },
  ],
};
