import { Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from "vscode";
import type { RunSettings } from "../../protocol/attention";
import { Problem, type ProblemData } from "../../protocol/problem";
import type { EditorPaint } from "../editor/editorPaint";
import { TracedDocument } from "../editor/tracedDocument";
import { TrackedRange } from "../editor/trackedRange";
import { DisposableStore, type Disposes } from "../disposableStore";
import { ATTENTION_PANEL } from "../names";
import { AttentionPanel, type PanelServices } from "./attentionPanel";
import { keyOf } from "./lookedAt";

/** A text to look at: where it is, and with which model. */
export interface AttentionTarget {
  readonly document: TracedDocument;
  readonly folder: string;
  /** How it is run; as the model was trained where absent. */
  readonly settings?: RunSettings;
}

/** The attention panels that are open, one per document and model; brings them back after a reload. */
export class AttentionPanels implements Disposes, WebviewPanelSerializer {
  readonly #owned = new DisposableStore();
  readonly #open = new Set<AttentionPanel>();

  constructor(
    private readonly services: PanelServices,
    private readonly paint: EditorPaint,
  ) {
    this.#owned.add(window.registerWebviewPanelSerializer(ATTENTION_PANEL, this));
  }

  /** The panel that has the focus. */
  get focused(): AttentionPanel | undefined {
    return [...this.#open].find(({ panel }) => panel.active);
  }

  /** The panel that a step is for: the one with the focus, else one that can be seen. */
  get inView(): AttentionPanel | undefined {
    return this.focused ?? [...this.#open].find(({ panel }) => panel.visible);
  }

  /** Shows a text's attention beside the editor, in the panel of its document and model if there is one. */
  async show({ document, folder, settings }: AttentionTarget, preserveFocus: boolean): Promise<void> {
    const key = keyOf(document.uri.toString(), folder);
    const existing = [...this.#open].find(panel => panel.key === key);
    if (existing !== undefined) existing.panel.reveal(undefined, preserveFocus);
    const panel = existing ?? this.#adopt(window.createWebviewPanel(ATTENTION_PANEL, "Attention", { viewColumn: ViewColumn.Beside, preserveFocus }));
    panel.aim(document, folder, null, settings);
    await panel.trace();
  }

  /** Gives this text to the decoder of the panel that can be seen. Throws `input-invalid` where there is none to give it to. */
  async giveTarget(text: string): Promise<void> {
    const panel = this.inView;
    if (panel === undefined || !panel.readsTarget) {
      throw new Problem("input-invalid", "No panel shows the attention of an encoder–decoder model.", { remedy: "Show the attention of a source text first." });
    }
    await panel.runAgain({ target: { from: "selection", text } });
  }

  /** After a reload. Nothing runs until the panel is looked at. */
  async deserializeWebviewPanel(webviewPanel: WebviewPanel, state: unknown): Promise<void> {
    const id = typeof state === "object" && state !== null && "panel" in state && typeof state.panel === "string" ? state.panel : undefined;
    const memory = id === undefined ? undefined : this.services.memories.recall(id);
    const panel = this.#adopt(webviewPanel, id);
    if (memory === undefined) {
      panel.fail({ code: "document-gone", message: "What this panel showed is not remembered.", remedy: "Select the text again and show its attention, or close this panel." });
      return;
    }
    const tracked = new TrackedRange(memory.range, memory.text);
    const document = new TracedDocument(Uri.parse(memory.document), tracked, this.paint);
    const problem = await this.#findAgain(document);
    panel.aim(document, memory.folder, memory.choice, memory.settings);
    if (problem === null) await panel.wake();
    else panel.fail(problem);
  }

  /** The panels themselves stay: they are the workbench's, which brings them back after a reload. */
  dispose(): void {
    this.#owned.dispose();
  }

  #adopt(webviewPanel: WebviewPanel, id?: string): AttentionPanel {
    const panel = new AttentionPanel(webviewPanel, this.services, id);
    this.#open.add(panel);
    panel.onDidDispose(() => this.#open.delete(panel));
    return panel;
  }

  /** Finds the text in its document again; what is wrong if the document is gone. */
  async #findAgain(document: TracedDocument): Promise<ProblemData | null> {
    try {
      await document.findAgain();
      return null;
    } catch (error) {
      return this.services.pageProblem(error);
    }
  }
}
