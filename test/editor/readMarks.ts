import { workbench } from "./harness/workbench";

/** A line of the editor that is marked as read, and what the mark says. */
export interface ReadMark {
  readonly line: string;
  readonly says: string;
}

/** The lines on the screen that are marked as read by a suggestion's model, from the top. */
export async function readMarks(): Promise<readonly ReadMark[]> {
  const marks = await workbench.evaluate(() => {
    const lines = [...document.querySelectorAll<HTMLElement>(".monaco-editor .view-line")].toSorted((a, b) => a.offsetTop - b.offsetTop);
    return lines.flatMap(line => {
      const says = [...line.querySelectorAll("span")].map(span => getComputedStyle(span, "::after").content.replaceAll('"', "")).filter(content => content.startsWith("read "));
      return says.length === 0 ? [] : [{ line: line.textContent, says: says.join() }];
    });
  }, undefined);
  return marks.map(({ line, says }) => ({ line: line.replaceAll("\u00a0", " "), says }));
}

/** The lines on the screen in which text is tinted that the step looked at has read, from the top. */
export async function tintedLines(): Promise<readonly string[]> {
  const tinted = await workbench.evaluate(() => {
    const lines = [...document.querySelectorAll<HTMLElement>(".monaco-editor .view-line")];
    const tints = [...document.querySelectorAll('.monaco-editor .view-overlays .cdr[class*="TextEditorDecorationType"]')].filter(element => element.getBoundingClientRect().width > 0);
    const widest = Math.max(0, ...tints.map(element => element.getBoundingClientRect().width));
    const tops = new Set(tints.filter(element => element.getBoundingClientRect().width < widest).map(element => Math.round(element.getBoundingClientRect().top)));
    return lines.filter(line => tops.has(Math.round(line.getBoundingClientRect().top))).toSorted((a, b) => a.offsetTop - b.offsetTop).map(line => line.textContent);
  }, undefined);
  return tinted.map(line => line.replaceAll("\u00a0", " "));
}
