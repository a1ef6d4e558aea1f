import { SAMPLE_TEXT } from "../../../protocol/notes/sampleText";
import { Problem } from "../../../protocol/problem";
import { wordsOf, type Given } from "../statement";

/** What is put into a context, what is asked behind it, and what is right there. */
export interface AskedFact {
  readonly fact: string;
  readonly question: string;
  readonly answer: string;
}

/** A sentence of the notes' own, of whose names the stories say nothing. */
const OWN = "The boat of the king was called Zoe.";
const LONGEST = 1000;

/**
 * The fact as the options say; without one what is selected, where files make the context, else the notes' own. Without a question and an
 * answer its last word is asked for, behind all the others. Throws `input-invalid` for a fact that cannot be asked for so.
 */
export function askedFact(given: Pick<Given, "text" | "documents" | "settings">): AskedFact {
  const selected = given.documents.length > 0 && given.text !== SAMPLE_TEXT ? given.text.trim() : "";
  const fact = wordsOf(given, "fact").trim() || selected || OWN;
  if (fact.length > LONGEST) throw new Problem("input-invalid", `What is selected is no fact: it has more than ${LONGEST.toLocaleString("en")} characters.`, { remedy: "Select a sentence, or write one." });
  const [, before = "", space = "", opening = "", last] = /^(.*\S)(\s+)(\p{P}*)([^\s\p{P}](?:\S*[^\s\p{P}])?)\p{P}*$/su.exec(fact) ?? [];
  // A space belongs to the word behind it; what opens a quotation stands between.
  const [asks, right] = last === undefined ? [] : opening === "" ? [before, `${space}${last}`] : [`${before}${space}${opening}`, last];
  const [question, answer] = [wordsOf(given, "question") || asks, wordsOf(given, "answer") || right];
  if (question !== undefined && answer !== undefined) return { fact, question, answer };
  throw new Problem("input-invalid", `“${fact}” does not end in a word that could be asked for behind others.`, { remedy: "Write the question and the answer." });
}
