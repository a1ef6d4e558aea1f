import { indentationOf, isBlank, lastLineOf } from "./indentation";

const OPENS = /([{([:]|=>|\b(then|do|else|begin))\s*$/;
const CLOSES = /^\s*([)\]}]|end\b|fi\b|done\b|esac\b|<\/)/;

/**
 * Where the block ends that the cursor's line opens, or that the line before a blank one has opened: behind its last line, which is deeper, or
 * closes it. Null while it may go on. `text` is new, behind `prefix`.
 */
export function blockEnd(prefix: string, text: string): number | null {
  const base = baseOf(prefix);
  let last = text.indexOf("\n");
  for (let end = last; end >= 0; ) {
    const start = end + 1;
    end = text.indexOf("\n", start);
    const line = text.slice(start, end < 0 ? text.length : end);
    if (isBlank(line)) continue;
    // A word may yet become one that closes.
    if (end < 0 && /^\s*(\w*|<)$/.test(line)) return null;
    const columns = indentationOf(line);
    if (columns < base || (columns === base && !CLOSES.test(line))) return last;
    if (columns === base && !OPENS.test(line) && end >= 0) return end;
    last = end;
  }
  return null;
}

/** The indentation of what opens the block: its lines are deeper. */
function baseOf(prefix: string): number {
  const here = lastLineOf(prefix);
  if (!isBlank(here)) return indentationOf(here);
  const above = prefix.trimEnd();
  const opener = lastLineOf(above);
  return above !== "" && OPENS.test(opener) ? indentationOf(opener) : indentationOf(here);
}
