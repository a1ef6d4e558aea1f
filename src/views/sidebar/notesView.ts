import { type Event, EventEmitter, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, window } from "vscode";
import type { TreeDataProvider, TreeView } from "vscode";
import { NOTES } from "../../protocol/notes/catalogue";
import { DisposableStore, type Disposes } from "../disposableStore";
import { COMMANDS, NOTE_ITEM, NOTES_VIEW } from "../names";
import { chapterNodes, type NoteNode, nodesBelow, noteRow, type NoteState, noteTooltip } from "./notesTree";

/** What the view shows. */
export interface NotesViewParts {
  readonly onDidChange: Event<string | undefined>;
  stateOf(id: string): NoteState;
  /** On what statements would run now: "starter-llama · names.md:5". */
  readonly runsOn: string;
  /** The statement that the panel shows. */
  readonly choice: { readonly shown: string | null };
}

/** The Notes view: chapters, statements, and what came of each on the chosen model and text. */
export class NotesView implements Disposes, TreeDataProvider<NoteNode> {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<NoteNode | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #chapters = chapterNodes(NOTES);
  /** By chapter and by statement: VS Code knows a node by its object. */
  readonly #below = new Map(this.#chapters.map(chapter => [chapter, nodesBelow(chapter)]));
  readonly #tree: TreeView<NoteNode>;
  /** The statement that was brought into sight last. */
  #revealed: string | null = null;

  constructor(private readonly parts: NotesViewParts) {
    this.#tree = this.#owned.add(window.createTreeView<NoteNode>(NOTES_VIEW, { treeDataProvider: this }));
    this.#refresh(undefined);
    this.#owned.add(parts.onDidChange(id => this.#refresh(id)));
    this.#owned.add(this.#tree.onDidChangeVisibility(() => this.#reveal()));
  }

  /** The statement that is selected. */
  get selected(): NoteNode | undefined {
    return this.#tree.selection[0];
  }

  getChildren(node?: NoteNode): NoteNode[] {
    return node === undefined ? this.#chapters : (this.#below.get(node) ?? []);
  }

  getParent(node: NoteNode): NoteNode | undefined {
    return this.#chapters.find(chapter => this.#below.get(chapter)?.includes(node));
  }

  getTreeItem(node: NoteNode): TreeItem {
    if (node.kind === "statement") return this.#statementItem(node);
    const item = new TreeItem(node.chapter.title, TreeItemCollapsibleState.Expanded);
    item.id = `chapter:${node.chapter.title}`;
    item.contextValue = NOTE_ITEM.chapter;
    return item;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** One statement has changed; or, without an id, something that all depend on. */
  #refresh(id: string | undefined): void {
    this.#tree.description = this.parts.runsOn;
    this.#changed.fire(id === undefined ? undefined : this.#nodeOf(id));
    this.#reveal();
  }

  /** The statement that the panel shows is selected and in sight, once; where somebody goes on from there is theirs to say. */
  #reveal(): void {
    const { shown } = this.parts.choice;
    const node = shown === null ? undefined : this.#nodeOf(shown);
    if (shown === this.#revealed || node === undefined || !this.#tree.visible) return;
    this.#revealed = shown;
    // A view that is being closed cannot show it, and need not.
    if (this.#tree.selection[0] !== node) this.#tree.reveal(node, { select: true, focus: false }).then(undefined, () => undefined);
  }

  #nodeOf(id: string): NoteNode | undefined {
    return [...this.#below.values()].flat().find(node => node.kind === "statement" && node.about.id === id);
  }

  #statementItem(node: Extract<NoteNode, { kind: "statement" }>): TreeItem {
    const { about } = node;
    const state = this.parts.stateOf(about.id);
    const row = noteRow(about, state);
    const item = new TreeItem(row.label);
    item.id = `statement:${about.id}`;
    item.description = row.description;
    item.iconPath = new ThemeIcon(row.icon.icon, row.icon.color === null ? undefined : new ThemeColor(row.icon.color));
    item.contextValue = row.item;
    item.tooltip = new MarkdownString(noteTooltip(about, state));
    item.accessibilityInformation = { label: row.spoken };
    item.command = { command: COMMANDS.showNote, title: "Show Evidence", arguments: [node] };
    return item;
  }
}
