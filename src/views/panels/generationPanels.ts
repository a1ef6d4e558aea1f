import { Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window, workspace } from "vscode";
import { DisposableStore, type Disposes } from "../disposableStore";
import type { EditorPaint } from "../editor/editorPaint";
import { TracedDocument } from "../editor/tracedDocument";
import { TrackedRange } from "../editor/trackedRange";
import { GENERATION_PANEL } from "../names";
import type { AttentionTarget } from "./attentionPanels";
import { GenerationPanel, type GenerationServices, type Opened, type Recorded } from "./generationPanel";
import { openGenerationFile } from "./openGenerationFile";
import { keyOf } from "./lookedAt";

/** The generation panels that are open, one per document and model; brings them back after a reload. */
export class GenerationPanels implements Disposes, WebviewPanelSerializer {
  readonly #owned = new DisposableStore();
  readonly #open = new Set<GenerationPanel>();

  constructor(
    private readonly services: GenerationServices,
    private readonly paint: EditorPaint,
  ) {
    this.#owned.add(window.registerWebviewPanelSerializer(GENERATION_PANEL, this));
    // What was opened is shown again: its model may be at hand now.
    this.#owned.add(workspace.onDidGrantWorkspaceTrust(() => this.#open.forEach(panel => panel.reopen())));
  }

  /** The panel that has the focus. */
  get focused(): GenerationPanel | undefined {
    return [...this.#open].find(({ panel }) => panel.active);
  }

  /** The panel that a step is for: the one with the focus, else one that can be seen. */
  get inView(): GenerationPanel | undefined {
    return this.focused ?? [...this.#open].find(({ panel }) => panel.visible);
  }

  /** A panel that generates now. */
  get underWay(): GenerationPanel | undefined {
    return [...this.#open].find(panel => panel.underWay);
  }

  /** The panel of this id, which {@link GenerationPanel.id} is. */
  named(id: string): GenerationPanel | undefined {
    return [...this.#open].find(panel => panel.id === id);
  }

  /** Continues a text beside the editor, or shows how it was continued, in the panel of its document and model if there is one. */
  show({ document, folder }: AttentionTarget, preserveFocus: boolean, recorded: Recorded | null = null): GenerationPanel {
    const panel = this.#panelFor(keyOf(document.uri.toString(), folder), ViewColumn.Beside, preserveFocus);
    panel.take(document, folder, {}, recorded);
    return panel;
  }

  /** Shows a run that was opened from a file, in the panel of that file if there is one. */
  open(opened: Opened): void {
    this.#panelFor(keyOf(opened.file.toString(), ""), ViewColumn.Active, false).open(opened);
  }

  #panelFor(key: string, viewColumn: ViewColumn, preserveFocus: boolean): GenerationPanel {
    const existing = [...this.#open].find(panel => panel.key === key);
    existing?.panel.reveal(undefined, preserveFocus);
    // A run cannot be had again by looking at it again: its page stays while it is hidden, and goes on.
    return existing ?? this.#adopt(window.createWebviewPanel(GENERATION_PANEL, "Generation", { viewColumn, preserveFocus }, { retainContextWhenHidden: true }));
  }

  /** After a reload. The text is continued as it was remembered, also where its document is gone: only insertion needs that. */
  deserializeWebviewPanel(webviewPanel: WebviewPanel, state: unknown): Promise<void> {
    const id = typeof state === "object" && state !== null && "panel" in state && typeof state.panel === "string" ? state.panel : undefined;
    const panel = this.#adopt(webviewPanel, id);
    panel.restore(this.#restore(panel, id));
    return Promise.resolve();
  }

  /** The panels themselves stay: they are the workbench's, which brings them back after a reload. */
  dispose(): void {
    this.#owned.dispose();
  }

  async #restore(panel: GenerationPanel, id: string | undefined): Promise<void> {
    const memory = id === undefined ? undefined : this.services.memories.recall(id);
    if (memory === undefined) {
      panel.fail({ code: "document-gone", message: "What this panel continued is not remembered.", remedy: "Select the text again and trace its generation, or close this panel." });
      return;
    }
    if ("file" in memory) {
      try {
        panel.open(await openGenerationFile(Uri.parse(memory.file)));
      } catch (error) {
        const problem = this.services.pageProblem(error);
        if (problem !== null) panel.fail(problem);
      }
      return;
    }
    const document = new TracedDocument(Uri.parse(memory.document), new TrackedRange(memory.range, memory.text), this.paint);
    await document.findAgain().catch((error: unknown) => this.services.pageProblem(error));
    panel.take(document, memory.folder, memory);
  }

  #adopt(webviewPanel: WebviewPanel, id?: string): GenerationPanel {
    const panel = new GenerationPanel(webviewPanel, this.services, id);
    this.#open.add(panel);
    panel.onDidDispose(() => this.#open.delete(panel));
    return panel;
  }
}
