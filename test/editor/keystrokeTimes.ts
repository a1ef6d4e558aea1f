import { CancellationTokenSource, InlineCompletionTriggerKind, Range, type TextDocument } from "vscode";
import type { CompletionRequest, CompletionResult } from "../../src/protocol/completion";
import { systemClock } from "../../src/views/completion/clock";
import { CompletionProvider } from "../../src/views/completion/completionProvider";
import { Completions } from "../../src/views/completion/completions";
import type { CompletionSettings } from "../../src/views/completion/completionSettings";
import { NeighbourTexts } from "../../src/views/completion/neighbourTexts";
import { SuggestionTrail } from "../../src/views/completion/suggestionTrail";
import { completionSettings } from "../../src/views/settings";

interface Beside {
  readonly trusted: boolean;
  readonly complete: ConstructorParameters<typeof Completions>[0]["runtime"]["complete"];
  readonly settings?: (document: TextDocument) => CompletionSettings;
}

/** Whatever the settings say, text is completed, with neighbours. */
const always = (document: TextDocument): CompletionSettings => ({ ...completionSettings(document), enabled: true, neighbours: true });

/** A provider like the extension's, beside it, with a runtime of the test's own. */
function providerBeside({ trusted, complete, settings = always }: Beside) {
  const trail = new SuggestionTrail(() => undefined);
  const completions = new Completions({ runtime: { complete }, load: () => Promise.resolve(), clock: systemClock });
  const neighbours = new NeighbourTexts();
  const provider = new CompletionProvider({
    completions,
    trail,
    neighbours,
    folder: () => "/models/none",
    settings,
    paused: () => false,
    trusted: () => trusted,
    answered: () => undefined,
    failed: () => undefined,
    grown: () => Promise.resolve(),
  });
  return { trail, completions, neighbours, provider };
}

/** How often a runtime is asked, and what is suggested, at the end of a document when somebody asks. */
export async function askedIn(document: TextDocument, trusted: boolean): Promise<{ readonly asked: number; readonly items: number }> {
  let asked = 0;
  const complete = (): Promise<CompletionResult> => {
    asked++;
    return Promise.resolve(resultOf(" and more"));
  };
  const { completions, neighbours, provider } = providerBeside({ trusted, complete });
  try {
    const context = { triggerKind: InlineCompletionTriggerKind.Invoke, selectedCompletionInfo: undefined };
    const items = await provider.provideInlineCompletionItems(document, document.positionAt(document.getText().length), context, new CancellationTokenSource().token);
    return { asked, items: items?.length ?? 0 };
  } finally {
    completions.dispose();
    neighbours.dispose();
  }
}

/** What is shown at the end of a document while a suggestion grows; what the trail knows of it then, and once nothing grows. */
export async function growingIn(document: TextDocument, words: string, text: string): Promise<{ readonly shown: readonly unknown[]; readonly then: string | null; readonly whole: string | null }> {
  let finish = (): void => undefined;
  const { trail, completions, neighbours, provider } = providerBeside({
    trusted: true,
    complete: (request, { onItem } = {}) => {
      onItem?.({ text: words, words });
      return new Promise(resolve => (finish = () => resolve(resultOf(request.prefix === document.getText() ? text : ""))));
    },
  });
  try {
    const context = { triggerKind: InlineCompletionTriggerKind.Automatic, selectedCompletionInfo: undefined };
    const items = await provider.provideInlineCompletionItems(document, document.positionAt(document.getText().length), context, new CancellationTokenSource().token);
    const then = trail.last?.suggestion.text ?? null;
    finish();
    await provider.whole;
    return { shown: items?.map(({ insertText }) => insertText) ?? [], then, whole: trail.last?.suggestion.text ?? null };
  } finally {
    completions.dispose();
    neighbours.dispose();
  }
}

/** What the runtime would be asked for at the end of a document, by the settings that hold there; neighbours are what was used since this was made. */
export class Asking {
  #asked: CompletionRequest | null = null;
  readonly #beside = providerBeside({
    trusted: true,
    settings: completionSettings,
    complete: request => {
      this.#asked ??= request;
      return Promise.resolve(resultOf(""));
    },
  });

  /** null where nothing is asked. */
  async at(document: TextDocument, triggerKind = InlineCompletionTriggerKind.Automatic): Promise<CompletionRequest | null> {
    this.#asked = null;
    await this.#beside.provider.provideInlineCompletionItems(document, document.positionAt(document.getText().length), { triggerKind, selectedCompletionInfo: undefined }, new CancellationTokenSource().token);
    return this.#asked;
  }

  dispose(): void {
    this.#beside.completions.dispose();
    this.#beside.neighbours.dispose();
  }
}

const resultOf = (text: string): CompletionResult => ({ suggestions: [{ id: "1", text, score: 0, uncertain: null, read: [] }], nothing: null, layout: "prefix", promptTokens: 1, computed: 1, newTokens: 1, firstMilliseconds: 1, milliseconds: 1, device: "cpu", weights: "exact" });

/** Milliseconds that the extension's own code takes of the host's time for a keystroke at the end of a document: its part of the provider's call and of following the edit, in order. */
export async function keystrokeTimes(document: TextDocument, count: number): Promise<readonly number[]> {
  const { trail, completions, neighbours, provider } = providerBeside({ trusted: true, complete: () => new Promise(() => undefined) });
  const end = document.positionAt(document.getText().length);
  const took: number[] = [];
  try {
    for (let key = 0; key < count; key++) {
      const cancel = new CancellationTokenSource();
      const [began, used] = [performance.now(), process.cpuUsage()];
      const change = { range: new Range(end, end), rangeOffset: document.offsetAt(end), rangeLength: 0, text: "x" };
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
