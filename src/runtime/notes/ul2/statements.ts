import type { IdOf } from "../../../protocol/notes/catalogue";
import type { UL2 } from "../../../protocol/notes/ul2";
import type { Statement } from "../statement";
import { modeTokens } from "./modeTokens";
import { sameGap } from "./sameGap";
import { threeDenoisers } from "./threeDenoisers";

/** How the statements of UL2 are put to a model. */
export const UL2_STATEMENTS: Readonly<Record<IdOf<typeof UL2>, Statement>> = {
  "one-model-learns-three-denoisers": threeDenoisers,
  "mode-tokens-switch-denoisers": modeTokens,
  "a-prefix-lm-fills-the-gap-better": sameGap,
};
