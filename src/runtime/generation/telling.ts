import type { BareToken, GenerationBeams, GenerationItem, GenerationStep, StepExplained } from "../../protocol/generation";
import type { Adapter } from "../decoding/adapters/adapter";
import type { BeamCandidate, BeamStep, Chosen, Compared, DecodingEvent, Drafted, Weighed } from "../decoding/events";
import { explain, type Explained } from "../decoding/explain";
import type { Text } from "../decoding/languageModel";
import type { Tokenizer } from "../tokens/tokenizer";
import { textOf, TextStream } from "./textStream";

export interface TellingOptions {
  readonly tokenizer: Tokenizer;
  readonly prompt: Text;
  /** Whether the new tokens are a text of their own, and not the end of one. */
  readonly begins: boolean;
  /** What the stages of a step are called. */
  readonly adapters: readonly Pick<Adapter, "name" | "about">[];
  /** Candidates that each step tells of. */
  readonly watched: number;
  readonly emit: (item: GenerationItem) => void;
}

/** Candidates of a step of beams that are told of, pruned ones included. */
const BEAM_CANDIDATES = 64;

/** Tells views what happens while a text is generated: each event becomes an item with the tokens' texts, in the order in which they came. */
export class Telling {
  readonly #streams = new Map<number, TextStream>();
  #weighed: Weighed | null = null;
  #last = performance.now();

  constructor(private readonly options: TellingOptions) {}

  /** For {@link Decoding.observe}. */
  readonly observe = (event: DecodingEvent): void => {
    const now = performance.now();
    const milliseconds = now - this.#last;
    this.#last = now;
    switch (event.kind) {
      case "weighed":
        this.#weighed = event;
        return;
      case "chosen": {
        // Explained at once: the scores of all steps would be much to keep.
        const explained = this.#named(explain(event, this.options.adapters, this.options.watched));
        const weighed = this.#weighed;
        this.#weighed = null;
        return this.options.emit(this.#step(event, explained, weighed, milliseconds));
      }
      case "beams":
        return this.options.emit(this.#beams(event, milliseconds));
      case "drafted":
        return this.options.emit(this.#draft(event));
      case "compared":
        return this.options.emit(this.#compared(event));
      case "ended":
    }
  };

  #step({ path, text, token }: Chosen, explained: StepExplained, weighed: Weighed | null, milliseconds: number): GenerationStep {
    const stream = this.#streams.get(path) ?? new TextStream(this.options.tokenizer, this.options.begins);
    this.#streams.set(path, stream);
    return {
      kind: "step",
      path,
      step: text.length - this.options.prompt.length,
      token: this.#token(token),
      text: stream.add(token),
      explained,
      milliseconds,
      weighed: weighed?.candidates.map(candidate => ({ ...candidate, token: this.#token(candidate.token) })) ?? null,
    };
  }

  #beams({ step, beams, candidates }: BeamStep, milliseconds: number): GenerationBeams {
    const shown = candidates.filter((candidate, i) => i < BEAM_CANDIDATES || candidate.fate !== "pruned");
    return {
      kind: "beams",
      step,
      beams: beams.map(({ score, group, scores }, number) => {
        const likely = candidates.find(({ parent }) => parent === number);
        return { score, group: group ?? null, explained: likely ? this.#named(explain({ scores, token: likely.token }, this.options.adapters, this.options.watched)) : null };
      }),
      candidates: shown.map(candidate => this.#candidate(candidate)),
      milliseconds,
    };
  }

  #candidate({ parent, token, logProbability, score, fate, beam, final }: BeamCandidate): GenerationBeams["candidates"][number] {
    const bare = this.#token(token);
    return { parent, token: bare, text: bare.special ? "" : bare.text, logProbability, score, fate, beam: beam ?? null, final: final ?? null };
  }

  #draft({ path, text, draft, accepted }: Drafted): GenerationItem {
    return { kind: "draft", path, step: text.length - this.options.prompt.length, draft: draft.map(one => ({ ...one, token: this.#token(one.token) })), accepted };
  }

  #compared({ texts, scores, utility }: Compared): GenerationItem {
    const said = texts.map(text => textOf(this.options.tokenizer, text.slice(this.options.prompt.length), this.options.begins));
    return { kind: "compared", texts: said, scores, utility: utility ?? null };
  }

  #named(explained: Explained): StepExplained {
    return { ...explained, watched: explained.watched.map(watched => ({ ...watched, token: this.#token(watched.token) })) };
  }

  #token(id: number): BareToken {
    return { id, ...this.options.tokenizer.token(id) };
  }
}
