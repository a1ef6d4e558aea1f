import type { Adapter } from "./adapter";
import { keepOnly } from "./keep";
import { refuseUnlessTokens } from "./refuseUnless";

/** Lets nothing but `token` follow a text of one token: what an encoder–decoder model's answer begins with. */
export function forcedBeginning(token: number): Adapter {
  refuseUnlessTokens("forced_bos_token_id", [token]);
  return {
    name: `forced beginning ${token}`,
    about: "Lets nothing but one token follow the text's first one, such as the language to translate into.",
    apply: (scores, { text }) => (text.length === 1 ? keepOnly(scores, [token]) : scores.slice()),
  };
}
