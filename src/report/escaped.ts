const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** Characters that neither XML nor a reader can do with: control characters, halves of pairs, and those that turn the direction of text around. */
const UNFIT = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** A text as content or as an attribute's value of HTML and SVG, whatever is in it; what cannot stand there is shown by its code. */
export function escaped(text: string): string {
  return fit(text).replace(/[&<>"']/g, character => ENTITIES[character] ?? character);
}

/** A text with characters that cannot stand in a document shown by their codes. */
export function fit(text: string): string {
  return text.replace(UNFIT, character => `⟨${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}
