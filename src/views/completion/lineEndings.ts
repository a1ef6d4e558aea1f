/** How a document ends its lines; models read and write all texts with the first. */
export type LineEnding = "\n" | "\r\n";

/** A document's text as a model reads it. */
export const asRead = (text: string): string => text.replaceAll("\r\n", "\n");

/** A model's text as it stands in a document. */
export const asWritten = (text: string, ending: LineEnding): string => (ending === "\n" ? text : text.replaceAll("\n", ending));
