import { statementOf } from "../../protocol/notes/catalogue";
import type { NoteSettings } from "../../protocol/notes/note";
import { LONGEST_TEXT, type MemoryStore } from "../panels/panelMemory";
import { type NoteTarget, type NoteText, unusualSettings } from "./noteTarget";

/** What was chosen in a workspace, as it is written down. */
interface Chosen {
  /** Id of the statement that the panel shows. */
  readonly shown: string | null;
  /** Whether a run takes what is selected then. */
  readonly takes: "selection" | "sample";
  readonly text: NoteText | null;
  readonly documents: readonly string[];
  /** By statement. */
  readonly settings: Readonly<Record<string, NoteSettings>>;
  /** Models of statements that run on another one than the active, while that is `active`. */
  readonly elsewhere: { readonly active: string | null; readonly folders: Readonly<Record<string, string>> };
}

const NOTHING: Chosen = { shown: null, takes: "selection", text: null, documents: [], settings: {}, elsewhere: { active: null, folders: {} } };

/** On what the notes run: model, text, files and settings, kept with the workspace. */
export class NoteChoice {
  #chosen: Chosen;

  constructor(
    private readonly store: MemoryStore,
    private readonly key: string,
    /** Folder of the active model. */
    private readonly active: () => string | null,
    private readonly changed: () => void,
  ) {
    this.#chosen = { ...NOTHING, ...store.get<Partial<Chosen>>(key) };
  }

  /** Id of the statement that the panel shows. */
  get shown(): string | null {
    return this.#chosen.shown;
  }

  /** null: the notes' own sample. */
  get text(): NoteText | null {
    return this.#chosen.text;
  }

  /** Uris of the files of which a context is built; empty: the notes' own. */
  get documents(): readonly string[] {
    return this.#chosen.documents;
  }

  /** Whether a run takes what is selected then; otherwise the sample was chosen for good. */
  get takesSelection(): boolean {
    return this.#chosen.takes === "selection";
  }

  show(id: string): void {
    this.#choose({ shown: id });
  }

  /** This text from now on, until something else is selected and run. */
  takeText(text: NoteText): void {
    this.#choose({ takes: "selection", text });
  }

  /** The sample from now on, whatever is selected. */
  takeSample(): void {
    this.#choose({ takes: "sample", text: null });
  }

  takeDocuments(documents: readonly string[]): void {
    this.#choose({ documents });
  }

  settingsOf(id: string): NoteSettings {
    return this.#chosen.settings[id] ?? {};
  }

  setSettings(id: string, given: NoteSettings): void {
    const about = statementOf(id);
    if (about !== undefined) this.#choose({ settings: { ...this.#chosen.settings, [id]: unusualSettings(about, given) } });
  }

  /** These statements run on these models until another becomes the active one, each by its id. */
  useModels(folders: Readonly<Record<string, string>>): void {
    const active = this.active();
    const all = Object.entries({ ...this.#folders(), ...folders }).filter(([, folder]) => folder !== active);
    this.#choose({ elsewhere: { active, folders: Object.fromEntries(all) } });
  }

  /** These statements run on the active model again. */
  useActive(ids: readonly string[]): void {
    const active = this.active();
    this.useModels(active === null ? {} : Object.fromEntries(ids.map(id => [id, active])));
  }

  /** The model that a statement runs on; null where there is none. */
  folderOf(id: string): string | null {
    return this.#folders()[id] ?? this.active();
  }

  /** What a statement would be put to now, or on the model in `folder`; null where there is no model. */
  targetOf(id: string, folder: string | null = this.folderOf(id)): NoteTarget | null {
    const about = statementOf(id);
    if (about === undefined || folder === null) return null;
    return { id, folder, text: this.text, documents: about.documents === true ? this.documents : [], settings: unusualSettings(about, this.settingsOf(id)) };
  }

  #folders(): Readonly<Record<string, string>> {
    const { active, folders } = this.#chosen.elsewhere;
    return active === this.active() ? folders : {};
  }

  #choose(change: Partial<Chosen>): void {
    this.#chosen = { ...this.#chosen, ...change };
    const { text } = this.#chosen;
    // Half of a text would be taken for the whole after a reload.
    void this.store.update(this.key, text !== null && text.text.length > LONGEST_TEXT ? { ...this.#chosen, text: null } : this.#chosen);
    this.changed();
  }
}
