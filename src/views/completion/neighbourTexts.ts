import { type TextDocument, window, workspace } from "vscode";
import type { CompletionRequest } from "../../protocol/completion";
import { DisposableStore, type Disposes } from "../disposableStore";
import { promptName } from "./promptName";

type Neighbours = CompletionRequest["neighbours"];

/** Documents that are sent along at most, and characters of each: the runtime cuts by tokens what does not fit. */
const MOST = 4;
const CHARACTERS = 4_000;

/** Texts that may help beside the one that is completed: the cells before a notebook's cell, and the files used last. */
export class NeighbourTexts implements Disposes {
  readonly #owned = new DisposableStore();
  /** The one used last is the first. */
  #used: readonly string[] = [];

  constructor() {
    this.#owned.add(window.onDidChangeActiveTextEditor(editor => this.#use(editor?.document)));
    this.#owned.add(workspace.onDidCloseTextDocument(document => (this.#used = this.#used.filter(key => key !== document.uri.toString()))));
    this.#use(window.activeTextEditor?.document);
  }

  /** The cells above `document`, where it is one of a notebook's, the nearest first. */
  cells(document: TextDocument): Neighbours {
    const notebook = document.uri.scheme === "vscode-notebook-cell" ? workspace.notebookDocuments.find(one => one.getCells().some(cell => cell.document === document)) : undefined;
    const cells = notebook?.getCells() ?? [];
    const own = cells.findIndex(cell => cell.document === document);
    return cells
      .slice(Math.max(0, own - MOST), Math.max(0, own))
      .reverse()
      .map(cell => ({ name: `cell ${cell.index + 1}`, text: tail(cell.document.getText()) }));
  }

  /** The open files used last, that of the same language first, without those that `allowed` leaves out. */
  files(document: TextDocument, allowed: (other: TextDocument) => boolean): Neighbours {
    const open = new Map(workspace.textDocuments.map(other => [other.uri.toString(), other]));
    const others = this.#used.flatMap(key => open.get(key) ?? []).filter(other => other !== document && other.uri.scheme === "file");
    const sameFirst = others.toSorted((a, b) => Number(b.languageId === document.languageId) - Number(a.languageId === document.languageId));
    const found: { name: string; text: string }[] = [];
    // Whether one is allowed is asked of no more than are needed: that reads settings, at each keystroke.
    for (const other of sameFirst) {
      if (found.length === MOST) break;
      if (allowed(other)) found.push({ name: promptName(other.uri, document.uri), text: head(other) });
    }
    return found;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #use(document: TextDocument | undefined): void {
    if (document === undefined) return;
    const key = document.uri.toString();
    this.#used = [key, ...this.#used.filter(other => other !== key)].slice(0, 4 * MOST);
  }
}

const tail = (text: string): string => text.slice(-CHARACTERS);
/** A file's beginning says what it is about: its imports, its first definitions. */
const head = (document: TextDocument): string => document.getText().slice(0, CHARACTERS);
