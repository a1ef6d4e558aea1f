import { Uri, workspace } from "vscode";
import type { CompletionExplained, CompletionResult } from "../../protocol/completion";
import { Problem } from "../../protocol/problem";
import type { Client } from "../../protocol/rpc";
import type { runtimeContract } from "../../protocol/runtimeContract";
import { read } from "../editor/chosenText";
import type { EditorPaint } from "../editor/editorPaint";
import { TracedDocument } from "../editor/tracedDocument";
import type { GenerationPanels } from "../panels/generationPanels";
import { explainedStep } from "./explainedStep";
import { asRead } from "./lineEndings";
import { promptPieces } from "./promptPieces";
import type { ReadLines } from "./readLines";
import type { ShownSuggestion } from "./suggestionTrail";

/** What explaining works with. */
export interface ExplainParts {
  readonly runtime: Pick<Client<typeof runtimeContract>, "complete" | "explainCompletion">;
  readonly generations: GenerationPanels;
  readonly paint: EditorPaint;
  readonly marks: ReadLines;
  /** Loads a model that is not loaded. */
  readonly load: (folder: string) => Promise<void>;
}

/**
 * Opens the generation trace at how a suggestion came about, and marks the lines that the model read most until it is closed.
 * It opens at the token at the cursor, an offset of the document, where that is in what was accepted of it; else at the token
 * that comes next; at the first one where all was accepted.
 */
export async function explainSuggestion(shown: ShownSuggestion, cursor: number | null, { runtime, generations, paint, marks, load }: ExplainParts): Promise<void> {
  const { request, suggestion } = shown;
  const { prompt, parts, items, finished } = await explained(shown, { runtime, load });
  const uri = Uri.parse(shown.document);
  const document = await workspace.openTextDocument(uri);
  // Edits may have moved it meanwhile.
  const { offset, end, taken, read: lines } = shown;
  const [own, ...others] = promptPieces(parts, shown, document.getText());
  const inside = cursor !== null && cursor >= offset && cursor < end;
  const before = inside ? asRead(read(document, { start: offset, end: cursor })).length : taken % suggestion.text.length;
  const at = explainedStep({ items, finished }, request.prefix.length - own.until + before);
  const traced = new TracedDocument(uri, own.tracked, paint, others.map(({ tracked }) => tracked));
  const panel = generations.show({ document: traced, folder: request.folder }, false, { items, finished, at, prompt, pieces: [own, ...others].map(({ range }) => range) });
  panel.onDidDispose(marks.show(document, lines));
}

/** What the runtime kept of it; where that is gone, the same question is asked again, to which the answer is the same. */
async function explained({ request, suggestion }: ShownSuggestion, { runtime, load }: Pick<ExplainParts, "runtime" | "load">): Promise<CompletionExplained> {
  try {
    return await runtime.explainCompletion({ id: suggestion.id });
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "run-gone") throw error;
    await load(request.folder);
    const again: CompletionResult = await runtime.complete(request);
    const same = again.suggestions.find(({ text }) => text === suggestion.text);
    if (same === undefined) throw error;
    return runtime.explainCompletion({ id: same.id });
  }
}
