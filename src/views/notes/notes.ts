import { basename } from "node:path";
import { EventEmitter, type Memento, type Uri } from "vscode";
import { NOTES, statementOf } from "../../protocol/notes/catalogue";
import type { StatementAbout } from "../../protocol/notes/note";
import type { NoteResult } from "../../protocol/notes/noteResult";
import type { NoteShown } from "../../protocol/notesPage";
import { Problem } from "../../protocol/problem";
import { idOf } from "../../report/findingWords";
import { DisposableStore, type Disposes } from "../disposableStore";
import type { ModelCatalog } from "../modelCatalog";
import { MEMENTO } from "../names";
import type { NoteState } from "../sidebar/notesTree";
import { EvidenceFiles } from "./evidenceFiles";
import { NoteChoice } from "./noteChoice";
import { nameOfUri, readDocuments } from "./noteDocuments";
import { NoteRuns, type NoteRunServices } from "./noteRuns";
import type { Unplaced } from "./runAll";
import { type NoteTarget, targetKey } from "./noteTarget";
import type { OpenedNotes, SavedNote } from "./notesFile";
import { PointMemory } from "./pointMemory";
import { type KeptResult, ResultMemory } from "./resultMemory";

/** What the notes are made from. */
export interface NotesParts {
  readonly runtime: NoteRunServices["runtime"];
  readonly catalog: ModelCatalog;
  readonly memento: Memento;
  /** The workspace's own folder; undefined where there is no workspace. */
  readonly storage: Uri | undefined;
  /** Logs what went wrong unasked. */
  readonly quiet: (error: unknown) => void;
  /** Folders of the embedded models. */
  readonly embedded: readonly string[];
}

/** A result that is shown, and where it is from. */
interface Standing {
  readonly result: NoteResult;
  readonly model: string;
  readonly checksum: string | null;
  readonly source: string | null;
  readonly ran: string;
  /** null: it was made here. */
  readonly saved: NonNullable<NoteShown["saved"]> | null;
}

/** Characters of a text that are shown of it. */
const EXCERPT = 160;

/** The notes in a window: what they run on, what is being run, and what came of each statement, here or in a file that was opened. */
export class Notes implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<string | undefined>());
  /** What is shown of a statement has changed; of all, without an id. */
  readonly onDidChange = this.#changed.event;
  readonly #results: ResultMemory;
  readonly #points: PointMemory;
  readonly #evidence: EvidenceFiles;
  /** Keys of results whose pictures are being looked for, or were not found. */
  readonly #looked = new Set<string>();
  readonly choice: NoteChoice;
  readonly runs: NoteRuns;
  /** Results of a file, by statement, which are shown until something else is chosen or run. */
  #opened: { readonly saved: NonNullable<NoteShown["saved"]>; readonly notes: Map<string, SavedNote> } | null = null;
  #active: string | null;

  constructor(private readonly parts: NotesParts) {
    const { catalog, memento, runtime } = parts;
    this.#results = new ResultMemory(memento, MEMENTO.notesResults);
    this.#points = new PointMemory(memento, MEMENTO.notesPoints);
    this.#evidence = new EvidenceFiles(parts.storage, parts.quiet);
    this.choice = new NoteChoice(memento, MEMENTO.notesChoice, () => catalog.active, () => this.#changed.fire(undefined));
    this.runs = new NoteRuns({
      runtime,
      results: {
        keep: (key, kept) => {
          this.#results.keep(key, kept);
          if (kept.result.kind === "found") this.#evidence.save(key, this.#saved(kept));
        },
      },
      points: this.#points,
      load: async (folder, asked) => {
        if (!catalog.isLoaded(folder)) await catalog.load(folder, asked);
      },
      readDocuments,
      changed: id => {
        this.#opened?.notes.delete(id);
        this.#changed.fire(id);
      },
    });
    this.#active = this.#activeName();
    this.#owned.add(catalog.onDidChange(() => this.#activeChanged()));
  }

  /** Folder of the embedded model that was made for a statement. Throws `model-gone` where this build has none of that name. */
  embeddedFor({ embedded }: Pick<StatementAbout, "embedded">): string {
    const folder = this.parts.embedded.find(one => basename(one) === embedded);
    if (folder === undefined) throw new Problem("model-gone", `This build has no ${embedded}.`, { remedy: "Choose a model." });
    return folder;
  }

  /** What a statement is put to now. Throws `model-not-loaded` where there is no model. */
  target(id: string): NoteTarget {
    const target = this.choice.targetOf(id);
    if (target === null) throw new Problem("model-not-loaded", "No model is chosen, and none comes with this build.", { remedy: "Choose a model." });
    return target;
  }

  /** What statements are put to now, or why they cannot be. */
  targets(ids: readonly string[]): (NoteTarget | Unplaced)[] {
    return ids.map(id => {
      try {
        return this.target(id);
      } catch (error) {
        return { id, problem: Problem.from(error) };
      }
    });
  }

  stateOf(id: string): NoteState {
    const target = this.choice.targetOf(id);
    const standing = this.standing(id);
    const model = standing?.model ?? (target === null ? "no model" : this.parts.catalog.nameOf(target.folder));
    const source = standing === null ? (target?.text?.source ?? null) : standing.source;
    return {
      result: standing?.result ?? null,
      running: this.runs.isRunning(id),
      points: target === null ? 0 : this.#points.count(targetKey(target)),
      elsewhere: target !== null && target.folder !== this.parts.catalog.active,
      on: { model, source, when: standing?.ran ?? null, file: standing?.saved?.file ?? null },
    };
  }

  /** What came of a statement on what is chosen, or in the file that was opened. */
  standing(id: string): Standing | null {
    const opened = this.#opened?.notes.get(id);
    if (this.#opened !== null && opened !== undefined) return { ...opened, saved: this.#opened.saved };
    const target = this.choice.targetOf(id);
    const kept = target === null ? undefined : this.#results.recall(targetKey(target));
    return kept === undefined ? null : { ...this.#saved(kept), saved: null };
  }

  /** What is shown of a statement now, as it is saved. */
  noteOf(id: string): SavedNote | undefined {
    const standing = this.standing(id);
    if (standing === null) return undefined;
    const { saved: _, ...note } = standing;
    return note;
  }

  /** All that is shown now, in the notes' order, with the pictures that can be had again. */
  async standings(): Promise<readonly SavedNote[]> {
    const ids = statementIds();
    await Promise.all(ids.map(id => this.#restore(id)));
    return ids.flatMap(id => this.noteOf(id) ?? []);
  }

  /** What the panel shows; `model` is null where nothing may be run. Null where no statement was chosen. */
  shown(trusted: boolean): NoteShown | null {
    const about = this.choice.shown === null ? undefined : statementOf(this.choice.shown);
    if (about === undefined) return null;
    const target = this.choice.targetOf(about.id);
    const standing = this.standing(about.id);
    void this.#restore(about.id).then(restored => {
      if (restored) this.#changed.fire(about.id);
    });
    const { text } = this.choice;
    return {
      about,
      chapter: NOTES.find(({ statements }) => statements.some(({ id }) => id === about.id))?.title ?? "",
      model: target === null || !trusted ? null : { folder: target.folder, name: this.parts.catalog.nameOf(target.folder), embedded: this.parts.embedded.includes(target.folder) },
      text: text === null ? null : { source: text.source, excerpt: text.text.length > EXCERPT ? `${text.text.slice(0, EXCERPT)}…` : text.text },
      documents: target?.documents.map(nameOfUri) ?? [],
      settings: this.choice.settingsOf(about.id),
      result: standing?.result ?? null,
      saved: standing?.saved ?? null,
      points: target === null ? 0 : this.#points.count(targetKey(target)),
      running: target !== null && this.runs.isRunning(target),
    };
  }

  /** "starter-llama · names.md:5": on what statements would run now, or which file is shown. */
  get runsOn(): string {
    if (this.#opened !== null) return this.#opened.saved.file;
    const { catalog } = this.parts;
    const { text } = this.choice;
    return `${catalog.active === null ? "no model" : catalog.nameOf(catalog.active)} · ${text === null ? "sample" : text.source}`;
  }

  /** Shows the results of a file, until another model or text is chosen. */
  open(file: string, { saved, notes }: OpenedNotes): void {
    this.#opened = { saved: { file, at: saved }, notes: new Map(notes.map(note => [idOf(note.result), note])) };
    this.#changed.fire(undefined);
  }

  /** Shows what was run here again. */
  closeFile(): void {
    if (this.#opened === null) return;
    this.#opened = null;
    this.#changed.fire(undefined);
  }

  /** The points of what is shown: the next run measures everything. */
  forgetPoints(id: string): void {
    const target = this.choice.targetOf(id);
    if (target === null) return;
    this.#points.forget({ target: targetKey(target) });
    this.#changed.fire(id);
  }

  forgetResults(): void {
    this.#opened = null;
    this.#results.forgetAll();
    this.#evidence.clear();
    this.#changed.fire(undefined);
  }

  /** What may be done has changed. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.runs.stop();
    this.#owned.dispose();
  }

  /** Reads the pictures of a result again that were lost over a reload; says whether there are now more than before. */
  async #restore(id: string): Promise<boolean> {
    const target = this.choice.targetOf(id);
    const key = target === null ? null : targetKey(target);
    if (key === null || this.#looked.has(key) || this.#results.recall(key)?.bare !== true) return false;
    this.#looked.add(key);
    const note = await this.#evidence.load(key);
    if (note === null || !this.#results.restore(key, note)) return false;
    this.#looked.delete(key);
    return true;
  }

  #saved({ result, folder, checksum, source, ran }: KeptResult): SavedNote {
    return { result, model: this.parts.catalog.nameOf(folder), checksum, source, ran };
  }

  #activeChanged(): void {
    const active = this.#activeName();
    if (active === this.#active) return;
    const [before, now] = [this.#active, active].map(one => one?.split("\n")[0]);
    this.#active = active;
    // A model whose name is known now is no other model.
    if (before !== now) this.#opened = null;
    this.#changed.fire(undefined);
  }

  #activeName(): string | null {
    const { active } = this.parts.catalog;
    return active === null ? null : `${active}\n${this.parts.catalog.nameOf(active)}`;
  }
}

/** The ids of all statements, in the order of the notes. */
export const statementIds = (): string[] => NOTES.flatMap(({ statements }) => statements.map(({ id }) => id));
