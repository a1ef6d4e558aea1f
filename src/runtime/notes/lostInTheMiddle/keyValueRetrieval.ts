import { Problem } from "../../../protocol/problem";
import { seededRandom, type Random } from "../../decoding/random";
import { numberOf, type Given, type Statement } from "../statement";
import { cannotBeAsked, type Question } from "./asking";
import { askedByDepth } from "./askedByDepth";
import type { DepthQuestions } from "./depthSweep";

/** Liu et al. 2023, section 3: a JSON object of random keys and values, and the key whose value is asked for at several places in it. */
export const keyValueRetrieval: Statement = {
  applies: cannotBeAsked,
  run: given => askedByDepth(given, questionsOf(given)),
};

interface Pair {
  readonly key: string;
  readonly value: string;
}

function questionsOf(given: Given): DepthQuestions {
  const [pairs, depths, digits] = [numberOf(given, "pairs"), numberOf(given, "depths"), numberOf(given, "digits")];
  if (depths > pairs) throw new Problem("input-invalid", `${pairs} pairs have no ${depths} places.`, { remedy: "Choose more pairs, or fewer depths." });
  const random = seededRandom(numberOf(given, "seed"));
  const drawn = Array.from({ length: numberOf(given, "repetitions") }, (_, repetition) => drawnPairs(pairs, digits, random.fork(repetition)));
  const places = Array.from({ length: depths }, (_, depth) => Math.round((depth * (pairs - 1)) / (depths - 1)));
  const of = (repetition: number): { asked: Pair; others: readonly Pair[] } => {
    const [asked, ...others] = drawn[repetition] as [Pair, ...Pair[]];
    return { asked, others };
  };
  return {
    name: "",
    axis: { name: "pairs in front of the one that is asked for", unit: "pairs", at: Float32Array.from(places) },
    at: (depth, repetition) => {
      const { asked, others } = of(repetition);
      return Promise.resolve(questionAbout(asked, others.toSpliced(places[depth] as number, 0, asked)));
    },
    closedBook: repetition => questionAbout(of(repetition).asked, []),
    oracle: repetition => questionAbout(of(repetition).asked, [of(repetition).asked]),
  };
}

/** Asks for the value of `asked`, which stands among `pairs`, or nowhere. */
export function questionAbout(asked: Pair, pairs: readonly Pair[]): Question {
  const lines = pairs.map(({ key, value }) => `"${key}": "${value}"`);
  const data = pairs.length === 0 ? "" : `JSON data:\n{${lines.join(",\n ")}}\n\n`;
  const line = `"${asked.key}": "${asked.value}"`;
  const start = Math.max(0, data.indexOf(line));
  return { prompt: `${data}Key: "${asked.key}"\nValue: "`, answer: asked.value, about: { start, end: data === "" ? 0 : start + line.length } };
}

/** Keys and values, each unlike all others: hexadecimal digits, with the hyphens of a UUID where there are 32 of them. */
function drawnPairs(count: number, digits: number, random: Random): readonly Pair[] {
  const known = new Set<string>();
  while (known.size < 2 * count) {
    const word = Array.from({ length: digits }, () => Math.floor(random.uniform() * 16).toString(16)).join("");
    known.add(digits === 32 ? word.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") : word);
  }
  const words = [...known];
  return Array.from({ length: count }, (_, index) => ({ key: words[2 * index] as string, value: words[2 * index + 1] as string }));
}
