import { ended, newColumn, withItems } from "../../webview/generation/column";
import { savedRun } from "../../webview/generation/savedRun";
import { request, started, step } from "../unit/webview/generation/items";

/** The tokens of {@link savedFixture}, as the page shows them. */
export const SAVED_TOKENS = ["e", "f", "g"];

/** The file of a saved run of a model that is nowhere. */
export function savedFixture(): string {
  const told = [started(), ...[4, 5, 6].map((token, at) => step(at, token))];
  const column = ended(withItems(newColumn(0, request), told), "cancelled");
  return savedRun(column, { saved: new Date(), source: "a.md:1", text: "abc", checksum: "0".repeat(64), helper: null });
}
