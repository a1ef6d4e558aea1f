import type { GenerationOptionValues } from "../../protocol/generation";
import type { TextRange } from "../../protocol/tokens";

/** What a generation panel needs to come back after a reload: the text that it continues, or the file that it shows. */
export type GenerationMemory = ContinuedMemory | { readonly file: string; readonly text: "" };

interface ContinuedMemory {
  /** The document, as `Uri.toString()` writes it. */
  readonly document: string;
  readonly folder: string;
  readonly range: TextRange;
  /** The text that is continued. */
  readonly text: string;
  /** Of the last run. */
  readonly options: GenerationOptionValues;
  /** Of the last run; null or absent (in memories of earlier versions): as the model was trained. */
  readonly prefix?: number | null;
}
