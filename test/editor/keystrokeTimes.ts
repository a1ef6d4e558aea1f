import { CancellationTokenSource, InlineCompletionTriggerKind, type TextDocument } from "vscode";
import { systemClock } from "../../src/views/completion/clock";
import { CompletionProvider } from "../../src/views/completion/completionProvider";
import { Completions } from "../../src/views/completion/completions";
import { NeighbourTexts } from "../../src/views/completion/neighbourTexts";
import { SuggestionTrail } from "../../src/views/completion/suggestionTrail";
import { completionSettings } from "../../src/views/settings";

/** Milliseconds that the extension's own code takes of the host's time for a keystroke at the end of a document: its part of the provider's call and of following the edit, in order. */
export async function keystrokeTimes(document: TextDocument, count: number): Promise<readonly number[]> {
  const trail = new SuggestionTrail(() => undefined);
  const completions = new Completions({ runtime: { complete: () => new Promise(() => undefined) }, load: () => Promise.resolve(), clock: systemClock });
  const neighbours = new NeighbourTexts();
  const provider = new CompletionProvider({
    completions,
    trail,
    neighbours,
    clock: systemClock,
    folder: () => "/models/none",
    settings: one => ({ ...completionSettings(one), enabled: true, neighbours: true }),
    paused: () => false,
    trusted: () => true,
    answered: () => undefined,
    failed: () => undefined,
  });
  const end = document.positionAt(document.getText().length);
  const took: number[] = [];
  try {
    for (let key = 0; key < count; key++) {
      const cancel = new CancellationTokenSource();
      const [began, used] = [performance.now(), process.cpuUsage()];
      const change = { rangeOffset: document.offsetAt(end), rangeLength: 0, text: "x" };
      completions.edited(document.uri.toString(), [change]);
      trail.follow(document.uri.toString(), [change]);
      void provider.provideInlineCompletionItems(document, end, { triggerKind: InlineCompletionTriggerKind.Automatic, selectedCompletionInfo: undefined }, cancel.token);
      // Where other programs had the core meanwhile, the processor's time is the lesser: at least as much as this thread has used.
      const { user, system } = process.cpuUsage(used);
      took.push(Math.min(performance.now() - began, (user + system) / 1000));
      cancel.cancel();
      await new Promise(resolve => setImmediate(resolve));
    }
  } finally {
    completions.dispose();
    neighbours.dispose();
  }
  return took;
}
