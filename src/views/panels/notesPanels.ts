import { ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from "vscode";
import { DisposableStore, type Disposes } from "../disposableStore";
import { NOTES_PANEL } from "../names";
import { NotesPanel, type NotesPanelServices } from "./notesPanel";

/** The panel of the notes, of which there is one; brings it back after a reload. */
export class NotesPanels implements Disposes, WebviewPanelSerializer {
  readonly #owned = new DisposableStore();
  #open: NotesPanel | null = null;

  constructor(private readonly services: NotesPanelServices) {
    this.#owned.add(window.registerWebviewPanelSerializer(NOTES_PANEL, this));
  }

  /** Shows a statement: beside the editor that has the keyboard, if there is one. */
  show(id: string, preserveFocus: boolean): void {
    this.services.notes.choice.show(id);
    if (this.#open !== null) return this.#open.panel.reveal(undefined, preserveFocus);
    const viewColumn = window.activeTextEditor === undefined ? ViewColumn.Active : ViewColumn.Beside;
    this.#adopt(window.createWebviewPanel(NOTES_PANEL, "Notes", { viewColumn, preserveFocus }));
  }

  /** After a reload: the workspace has kept which statement it showed. */
  deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    if (this.services.notes.choice.shown === null) panel.dispose();
    else this.#adopt(panel);
    return Promise.resolve();
  }

  /** The panel itself stays: it is the workbench's, which brings it back after a reload. */
  dispose(): void {
    this.#owned.dispose();
  }

  #adopt(webviewPanel: WebviewPanel): void {
    const panel = (this.#open = new NotesPanel(webviewPanel, this.services));
    panel.onDidDispose(() => {
      if (this.#open === panel) this.#open = null;
    });
  }
}
