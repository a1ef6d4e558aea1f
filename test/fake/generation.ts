/** What the fake runtime generates: one word after the other, with numbers that are easy to recognise. */
import type { BareToken, GenerationFinished, GenerationItem, GenerationPlace, GenerationRequest, LogitLens, StepAttention, StepExplained } from "../../src/protocol/generation";
import { Cancelled, Problem } from "../../src/protocol/problem";
import type { Asking } from "../../src/protocol/rpc";
import type { Token } from "../../src/protocol/tokens";

const WORDS = ["there", "was", "a", "little", "girl", "named", "Lily", "."];
const STEPS = 8;

/** The generations of one fake runtime; `tokensOf` reads the prompt. A text that says "!die", "!fail" or "!hang" meets its end after two steps. */
export class FakeGenerations {
  readonly #kept = new Set<string>();
  #next = 0;

  constructor(private readonly tokensOf: (text: string) => readonly Token[]) {}

  async generate({ folder, prompt, continues = [], options }: GenerationRequest, { signal, emit }: Asking<GenerationItem>): Promise<GenerationFinished> {
    const text = "text" in prompt ? prompt.text : "";
    const tokens = "text" in prompt ? this.tokensOf(prompt.text) : prompt.ids.map((id): Token => ({ id, piece: `${id}`, text: `${id}`, range: null, special: false }));
    if (text.includes("!early")) await aborted(signal);
    const generation = `generation-${this.#next++}`;
    this.#kept.add(generation);
    emit({
      kind: "started",
      generation,
      model: folder.split("/").at(-1) ?? folder,
      folder,
      device: "cpu",
      prompt: tokens,
      cut: 0,
      given: continues.map(word),
      method: { name: "greedy", about: "The most probable token, always." },
      adapters: [],
      options,
      cache: { window: null, sinks: 0 },
      weights: "exact",
      bytesPerToken: 512,
      prefix: 0,
      encoderDecoder: false,
    });
    const chosen: BareToken[] = [];
    const steps = typeof options["max_new_tokens"] === "number" ? options["max_new_tokens"] : STEPS;
    for (let step = 0; step < steps; step++) {
      if (step === 2 && text.includes("!die")) process.kill(process.pid, "SIGKILL");
      if (step === 2 && text.includes("!fail")) throw new Problem("out-of-memory", "The key-value cache does not fit.", { remedy: "Choose another model." });
      if (step === 2 && text.includes("!hang")) await aborted(signal);
      if (signal.aborted) throw new Cancelled();
      const token = word(continues.length + step);
      chosen.push(token);
      emit({ kind: "step", path: 0, step, token, text: token.text, explained: explained(token), milliseconds: 1, weighed: null });
      await new Promise(resolve => setImmediate(resolve));
    }
    const text0 = chosen.map(({ text: piece }) => piece).join("");
    return { texts: [{ path: 0, tokens: chosen, text: text0, score: null, ended: "length" }], milliseconds: steps, computed: tokens.length + steps, reused: 0 };
  }

  lens(place: GenerationPlace): LogitLens {
    const token = this.#chosenAt(place);
    return { layers: [{ best: [{ token, probability: 0.5 }], rank: 1, probability: 0.5, divergence: 0, entropy: 1 }] };
  }

  attention(place: GenerationPlace): StepAttention {
    this.#chosenAt(place);
    return { layers: 1, heads: 1, keys: 2, weights: Float32Array.of(0.25, 0.75), held: Uint8Array.of(1, 1), cross: null };
  }

  /** Throws `run-gone` for one that is not kept, which no page should ask. */
  release(generation: string): null {
    if (!this.#kept.delete(generation)) throw new Problem("run-gone", `${generation} is not kept.`);
    return null;
  }

  #chosenAt({ generation, tokens }: GenerationPlace): BareToken {
    const last = tokens.at(-1);
    if (!this.#kept.has(generation) || last === undefined) throw new Problem("run-gone", "The runtime no longer keeps this generation.", { remedy: "Run it again." });
    return word(last);
  }
}

function word(id: number): BareToken {
  const text = ` ${WORDS[id % WORDS.length]}`;
  return { id, piece: text.replace(" ", "Ġ"), text, special: false };
}

function explained(token: BareToken): StepExplained {
  const numbers = { rank: 1, probability: 0.5, surprisal: 1, entropy: 1 };
  const other = word(token.id + 1);
  const watched = [token, other].map(one => ({ token: one, probabilities: [0.5], scores: [0], ruledOutBy: null }));
  return { stages: [], watched, raw: { ...numbers, sum: 1 }, final: numbers, forbidden: 0 };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>(resolve => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
