import type { StatementAbout } from "../../protocol/notes/note";

/** A few words that stand for a statement where there is no room for its sentence: those of its id, spelt as the statement spells them ("t5" → "T5"). */
export function noteTitle({ id, statement, measured, paper }: Pick<StatementAbout, "id" | "statement" | "measured" | "paper">): string {
  const spelt = new Map([...`${statement} ${measured} ${paper.title}`.matchAll(/[\p{L}\d]+/gu)].filter(([word]) => /.\p{Lu}|\d/u.test(word)).map(([word]) => [word.toLowerCase(), word]));
  const words = id.split("-").map(word => spelt.get(word) ?? word).join(" ");
  return words.replace(/^./u, first => first.toUpperCase());
}
