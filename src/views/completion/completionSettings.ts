import type { CompletionRequest } from "../../protocol/completion";
import type { FilePatterns } from "./fileChoice";

import type { WeightsName } from "../../protocol/weights";

/** How text is completed in a document; the manifest says what each setting means. */
export interface CompletionSettings extends Pick<CompletionRequest, "lines" | "contextTokens" | "newTokens" | "alternatives" | "confidence"> {
  readonly enabled: boolean;
  readonly files: FilePatterns;
  readonly onBlankLines: boolean;
  readonly neighbours: boolean;
  readonly ahead: boolean;
  readonly codeLens: boolean;
  readonly weights: WeightsName;
}
