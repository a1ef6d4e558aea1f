import { commands, window } from "vscode";
import { Problem } from "../../protocol/problem";
import type { CompletionPause } from "../completion/completionPause";
import { enabledIn } from "../completion/completionProvider";
import { setEnabled } from "../completion/enabledSetting";
import type { ShownSuggestion, SuggestionTrail } from "../completion/suggestionTrail";
import type { ModelCatalog } from "../modelCatalog";
import { completionSettings } from "../settings";
import type { CommandHandlers } from "./register";

/** What the commands about completion work with. */
export interface CompletionCommandParts {
  readonly catalog: ModelCatalog;
  readonly trail: SuggestionTrail;
  /** Settles once all that is shown is on the trail. */
  readonly whole: () => Promise<void>;
  readonly pause: CompletionPause;
  /** `cursor`: an offset of its document. */
  readonly explain: (shown: ShownSuggestion, cursor: number | null) => Promise<void>;
  readonly checkAllowed: () => void;
}

/** Minutes of a snooze to choose from. */
const SNOOZES = [5, 15, 30, 60, 120];

/** Suggestions on demand, why they came, and quiet for a while. */
export function completionCommands({ catalog, trail, whole, pause, explain, checkAllowed }: CompletionCommandParts) {
  return {
    async completeHere() {
      checkAllowed();
      if (window.activeTextEditor === undefined) throw new Problem("text-empty", "No text editor is active.", { remedy: "Open a file and put the cursor where the text is to go on." });
      if (catalog.active === null) throw new Problem("model-not-loaded", "No model is chosen, and none comes with this build.", { remedy: "Choose a model." });
      await commands.executeCommand("editor.action.inlineSuggest.trigger");
    },
    async explainSuggestion(id?: unknown) {
      checkAllowed();
      const editor = window.activeTextEditor;
      const key = editor?.document.uri.toString() ?? "";
      const cursor = editor?.document.offsetAt(editor.selection.active) ?? 0;
      await whole();
      const shown = typeof id === "string" ? trail.find(id) : (trail.at(key, cursor) ?? trail.last);
      if (shown === null) throw new Problem("text-empty", "Nothing was suggested yet that could be explained.", { remedy: "Put the cursor behind some text and run Model Lens: Complete Here." });
      await explain(shown, shown.document === key ? cursor : null);
    },
    async toggleCompletion() {
      checkAllowed();
      const document = window.activeTextEditor?.document;
      const enabled = (): boolean => (document === undefined ? completionSettings().enabled : enabledIn(document, completionSettings(document)));
      const on = !enabled();
      await setEnabled(on, document);
      if (on) pause.resume();
      if (enabled() !== on) void window.showInformationMessage(`For this file, modelLens.completion.files says whether text is suggested while typing: still ${on ? "not" : "so"}.`);
      else void window.showInformationMessage(on ? "Text is suggested while typing from now on." : "Text is suggested when asked for: Model Lens: Complete Here.");
    },
    pauseCompletion() {
      if (pause.state.kind === "on") pause.pause();
      else pause.resume();
    },
    async snoozeCompletion(given?: unknown) {
      const minutes = typeof given === "number" && given > 0 ? given : await askForMinutes();
      if (minutes !== undefined) pause.snooze(minutes);
    },
  } satisfies Partial<CommandHandlers>;
}

async function askForMinutes(): Promise<number | undefined> {
  const picks = SNOOZES.map(minutes => ({ label: `${minutes} minutes`, minutes }));
  const picked = await window.showQuickPick(picks, { placeHolder: "For how long should no suggestions come while typing?" });
  return picked?.minutes;
}
