import type { Adapter } from "./adapters/adapter";
import type { DecodingEvent, EndReason } from "./events";
import type { Text } from "./languageModel";

/** What every way of decoding is given, whichever it is. */
export interface Decoding {
  readonly adapters: readonly Adapter[];
  readonly maxNewTokens: number;
  /** Tokens that end a text; they belong to it. */
  readonly endIds: ReadonlySet<number>;
  /** Ends a text for another reason (a string in it): asked after each token. */
  readonly stop?: (text: Text) => boolean;
  /** Hears what happens, as it happens. Scores in events are not to be written to. */
  readonly observe?: (event: DecodingEvent) => void;
  readonly signal: AbortSignal;
}

/** One text that decoding ended with. */
export interface Decoded {
  /** The new tokens; an ending one included. */
  readonly tokens: readonly number[];
  /** What it was ranked by, where the method ranks. */
  readonly score?: number;
  readonly ended: EndReason;
}
