import { bracketsOf } from "./brackets";

/** Assignments, openers and the beginnings of comments, with nothing behind them. */
const BEGINS = /^\s*(=>?\s*)?([([{]\s*)*(\/\*+|\/\/|#{1,6}|<!--)?\s*$/;

/** Whether a new text only begins something, and leaves all of it to be written: a person types that faster than it is read. `rest` may close what it opens. */
export function onlyBegins(text: string, rest: string): boolean {
  if (!BEGINS.test(text)) return false;
  const opened = bracketsOf(text).open.length;
  return opened === 0 || bracketsOf(`${text}${rest}`).open.length > 0;
}
