import type { GenerationOptionValues } from "../../protocol/generation";
import type { TextRange } from "../../protocol/tokens";

/** What a generation panel needs to come back after a reload. */
export interface GenerationMemory {
  /** The document, as `Uri.toString()` writes it. */
  readonly document: string;
  readonly folder: string;
  readonly range: TextRange;
  /** The text that is continued. */
  readonly text: string;
  /** Of the last run. */
  readonly options: GenerationOptionValues;
}
