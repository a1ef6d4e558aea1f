const TAB = 4;

/** Columns of white space with which a line begins; a tab goes to the next multiple of four. */
export function indentationOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === "\t") columns += TAB - (columns % TAB);
    else if (character === " ") columns++;
    else break;
  }
  return columns;
}

/** Whether nothing but white space is in a line. */
export const isBlank = (line: string): boolean => line.trim() === "";

/** The line in which a text ends, as far as it goes. */
export const lastLineOf = (text: string): string => text.slice(text.lastIndexOf("\n") + 1);
