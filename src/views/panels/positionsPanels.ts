import { ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from "vscode";
import { DisposableStore, type Disposes } from "../disposableStore";
import { POSITIONS_PANEL } from "../names";
import { PositionsPanel, type PositionsServices, type SelectedText } from "./positionsPanel";

/** The panels that show how a model knows positions, one per model; brings them back after a reload. */
export class PositionsPanels implements Disposes, WebviewPanelSerializer {
  readonly #owned = new DisposableStore();
  readonly #open = new Map<string, PositionsPanel>();

  constructor(private readonly services: PositionsServices) {
    this.#owned.add(window.registerWebviewPanelSerializer(POSITIONS_PANEL, this));
  }

  /** Shows the positions of the model in this folder, in its panel if there is one; beside the editor whose text it looks at. */
  show(folder: string, selected: SelectedText | null): void {
    const existing = this.#open.get(folder);
    existing?.panel.reveal();
    const panel = existing ?? this.#adopt(window.createWebviewPanel(POSITIONS_PANEL, "Positions", { viewColumn: selected === null ? ViewColumn.Active : ViewColumn.Beside }), folder);
    if (selected !== null) panel.take(selected);
  }

  /** After a reload: the page has kept its model's folder, and the workspace the text. Nothing runs until the page asks for it. */
  deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const folder = typeof state === "object" && state !== null && "panel" in state && typeof state.panel === "string" ? state.panel : null;
    if (folder === null) panel.dispose();
    else {
      const selected = this.services.memories.recall(folder);
      const adopted = this.#adopt(panel, folder);
      if (selected !== undefined) adopted.take(selected);
    }
    return Promise.resolve();
  }

  /** The panels themselves stay: they are the workbench's, which brings them back after a reload. */
  dispose(): void {
    this.#owned.dispose();
  }

  #adopt(webviewPanel: WebviewPanel, folder: string): PositionsPanel {
    const panel = new PositionsPanel(webviewPanel, folder, this.services);
    this.#open.set(folder, panel);
    panel.onDidDispose(() => {
      if (this.#open.get(folder) === panel) this.#open.delete(folder);
    });
    return panel;
  }
}
