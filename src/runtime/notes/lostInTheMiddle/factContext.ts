import { SAMPLE_TEXT } from "../../../protocol/notes/sampleText";
import { Problem } from "../../../protocol/problem";
import { seededRandom } from "../../decoding/random";
import { numberOf, type Given } from "../statement";
import { askedFact, type AskedFact } from "./askedFact";
import type { Question } from "./asking";
import { SAMPLE_DOCUMENTS } from "./sampleDocuments";

/** What a long text is made of: the chosen documents, else the chosen text, else the notes' own stories. */
export function longText({ documents, text }: Pick<Given, "documents" | "text">): string {
  const chosen = text === SAMPLE_TEXT ? SAMPLE_DOCUMENTS : [{ text }];
  return (documents.length > 0 ? documents : chosen).map(({ text: one }) => (one.endsWith("\n") ? one : `${one}\n`)).join("");
}

/** A piece of a text, with how many tokens it has by itself. */
interface Sentence {
  readonly text: string;
  readonly tokens: number;
}

/** Sentences and a fact that is put among them. */
export class FactContext {
  private constructor(
    private readonly given: Given,
    private readonly sentences: readonly Sentence[],
    readonly asked: AskedFact,
  ) {}

  /** Of the documents' sentences by Unicode's rules; what lies between them stays. Throws `text-empty` where there are none. */
  static async of(given: Given): Promise<FactContext> {
    const asked = askedFact(given);
    const sentences: Sentence[] = [];
    for (const { segment } of new Intl.Segmenter("en", { granularity: "sentence" }).segment(longText(given))) {
      sentences.push({ text: segment, tokens: (await given.loaded.tokenizer().encodePlain(segment)).length });
    }
    if (!sentences.some(({ text }) => text.trim() !== "")) throw new Problem("text-empty", "The documents are empty: there is nothing to put the fact into.", { remedy: "Choose files with text." });
    return new FactContext(given, sentences, asked);
  }

  /**
   * The question behind a context of about `tokens` tokens, with the fact between the two sentences that are nearest to `depth` (0: in front of all,
   * 1: behind them). Another repetition begins at another sentence; behind the last one the first follows.
   */
  at(depth: number, repetition: number, tokens: number): Question {
    const drawn = this.#drawn(repetition, tokens);
    const length = drawn.reduce((sum, sentence) => sum + sentence.tokens, 0);
    let [place, before] = [0, 0];
    while (place < drawn.length && Math.abs(before + (drawn[place] as Sentence).tokens - depth * length) <= Math.abs(before - depth * length)) before += (drawn[place++] as Sentence).tokens;
    const [front, behind] = [textOf(drawn.slice(0, place)), textOf(drawn.slice(place))];
    return this.#question(front === "" || /\s$/.test(front) ? front : `${front} `, behind);
  }

  /** Without any context. */
  closedBook(): Question {
    const { question, answer } = this.asked;
    return { prompt: question, answer, about: { start: 0, end: 0 } };
  }

  /** With nothing but the fact. */
  oracle(): Question {
    return this.#question("", "");
  }

  #question(front: string, behind: string): Question {
    const { fact, question, answer } = this.asked;
    const end = front.length + fact.length;
    const between = front.endsWith("\n") ? "\n" : " ";
    const body = `${front}${fact}${between}${behind}`;
    return { prompt: `${body.trimEnd()}\n\n${question}`, answer, about: { start: front.length, end } };
  }

  #drawn(repetition: number, tokens: number): readonly Sentence[] {
    const first = Math.floor(seededRandom(numberOf(this.given, "seed")).fork(repetition).uniform() * this.sentences.length);
    const drawn: Sentence[] = [];
    for (let index = first, length = 0; length < tokens; index++) {
      const sentence = this.sentences[index % this.sentences.length] as Sentence;
      drawn.push(sentence);
      length += Math.max(1, sentence.tokens);
    }
    return drawn;
  }
}

const textOf = (sentences: readonly Sentence[]): string => sentences.map(({ text }) => text).join("");
