import type { AttentionChoice, AttentionShown, RunSettings } from "../../protocol/attention";
import { DisposableStore, type Disposes } from "../disposableStore";
import type { TracedDocument } from "../editor/tracedDocument";
import { AttentionRun, type RunServices } from "./attentionRun";

/** A text in a document, looked at with a model: what a panel shows, or is about to show. */
export class LookedAt implements Disposes {
  readonly run: AttentionRun;
  readonly #owned = new DisposableStore();

  constructor(
    readonly document: TracedDocument,
    readonly folder: string,
    settings: RunSettings,
    services: RunServices,
  ) {
    this.#owned.add(document);
    this.run = this.#owned.add(new AttentionRun(folder, document.tracked.text, settings, services));
  }

  /** Which document and model this is; a panel serves one such pair. */
  get key(): string {
    return keyOf(this.document.uri.toString(), this.folder);
  }

  /** What the page draws; null before the first run is finished. */
  shown(choice: AttentionChoice | null): AttentionShown | null {
    const { latest } = this.run;
    return latest && { run: latest, source: this.document.source, stale: this.document.tracked.stale, choice };
  }

  /** Has `told` called while the document is edited, and while its cursor moves. */
  follow(told: { readonly stale: (stale: boolean) => void; readonly token: (token: number | null) => void }): void {
    this.#owned.add(this.document.onDidChangeStale(told.stale));
    this.#owned.add(this.document.onDidChangeToken(told.token));
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** One panel per document and model. */
export const keyOf = (document: string, folder: string): string => `${document}\n${folder}`;
