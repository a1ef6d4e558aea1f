import { EndOfLine, Uri, workspace } from "vscode";
import type { CompletionExplained, CompletionResult } from "../../protocol/completion";
import { Problem } from "../../protocol/problem";
import type { Client } from "../../protocol/rpc";
import type { runtimeContract } from "../../protocol/runtimeContract";
import type { EditorPaint } from "../editor/editorPaint";
import { TracedDocument } from "../editor/tracedDocument";
import { TrackedRange } from "../editor/trackedRange";
import type { GenerationPanels } from "../panels/generationPanels";
import { promptPlace } from "./promptPlace";
import type { ReadLines } from "./readLines";
import type { ShownSuggestion } from "./suggestionTrail";

/** What explaining works with. */
export interface ExplainParts {
  readonly runtime: Pick<Client<typeof runtimeContract>, "complete" | "explainCompletion">;
  readonly generations: GenerationPanels;
  readonly paint: EditorPaint;
  readonly lines: ReadLines;
  /** Loads a model that is not loaded. */
  readonly load: (folder: string) => Promise<void>;
}

/** Opens the generation trace at how a suggestion came about, and marks the lines that the model read most until it is closed. */
export async function explainSuggestion(shown: ShownSuggestion, { runtime, generations, paint, lines, load }: ExplainParts): Promise<void> {
  const { request, suggestion } = shown;
  const { prompt, items, finished } = await explained(shown, { runtime, load });
  const uri = Uri.parse(shown.document);
  const document = await workspace.openTextDocument(uri);
  const place = promptPlace(prompt, request.prefix);
  // Offsets count both units of a line ending that the model has read as one.
  const written = (text: string): string => (document.eol === EndOfLine.CRLF ? text.replaceAll("\n", "\r\n") : text);
  const healed = written(request.prefix.slice(place?.range.end ?? request.prefix.length)).length;
  const text = place === null ? "" : written(request.prefix.slice(place.range.start, place.range.end));
  const end = Math.max(text.length, shown.offset - healed);
  const tracked = new TrackedRange({ start: end - text.length, end }, text);
  tracked.find(document.getText());
  const traced = new TracedDocument(uri, tracked, paint);
  const panel = generations.show({ document: traced, folder: request.folder }, false, { items, finished, prompt, documentAt: place?.at ?? 0 });
  const done = lines.show(document, document.positionAt(shown.offset).line, suggestion.read);
  panel.onDidDispose(done);
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
