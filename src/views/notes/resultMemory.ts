import type { Finding, NotePicture } from "../../protocol/notes/note";
import type { NoteResult } from "../../protocol/notes/noteResult";
import type { MemoryStore } from "../panels/panelMemory";

/** What came of a statement, and on what. */
export interface KeptResult {
  readonly result: NoteResult;
  readonly folder: string;
  /** What tells the model from all others; null where it could not be read. */
  readonly checksum: string | null;
  /** Where the text is from; null: the notes' sample. */
  readonly source: string | null;
  /** When it was run, in ISO 8601. */
  readonly ran: string;
  /** Its pictures and texts are not in memory. */
  readonly bare?: true;
}

/** Results that are kept at most, and bytes of their pictures and texts. */
const MOST_RESULTS = 250;
const MOST_BYTES = 64 * 1024 ** 2;

/**
 * What came of the statements in a workspace, by {@link targetKey}. Pictures and the texts behind them stay as long as the window, newest first, as far
 * as there is room; the rest is there again after a reload, problems aside.
 */
export class ResultMemory {
  /** Oldest first; null where the store has not been asked yet. */
  #kept: Map<string, KeptResult> | null = null;

  constructor(
    private readonly store: MemoryStore,
    private readonly key: string,
  ) {}

  recall(key: string): KeptResult | undefined {
    return this.#all().get(key);
  }

  /** A model that is another than the one that ran before in the same folder makes what came of that one untrue. */
  keep(key: string, kept: KeptResult): void {
    const all = this.#all();
    for (const [other, { folder, checksum }] of [...all]) if (kept.checksum !== null && folder === kept.folder && checksum !== kept.checksum) all.delete(other);
    all.delete(key);
    all.set(key, kept);
    for (const oldest of [...all.keys()].slice(0, -MOST_RESULTS)) all.delete(oldest);
    makeRoom(all);
    this.#write();
  }

  /** Pictures and texts of a result that had lost them, unless it was run anew meanwhile; says whether they are there now. */
  restore(key: string, { ran, result }: Pick<KeptResult, "ran" | "result">): boolean {
    const kept = this.#all().get(key);
    if (kept?.ran !== ran || kept.result.kind !== "found" || result.kind !== "found") return false;
    const { bare: _, ...whole } = kept;
    this.#all().set(key, { ...whole, result });
    return true;
  }

  forgetAll(): void {
    this.#kept = new Map();
    this.#write();
  }

  #all(): Map<string, KeptResult> {
    return (this.#kept ??= new Map(this.store.get<readonly (readonly [string, KeptResult])[]>(this.key) ?? []));
  }

  #write(): void {
    const lasting = [...this.#all()].flatMap(([key, kept]) => (kept.result.kind === "found" ? [[key, bared(kept)] as const] : []));
    void this.store.update(this.key, lasting);
  }
}

/** Takes the pictures of the oldest away where all together are too large. */
function makeRoom(all: Map<string, KeptResult>): void {
  let left = MOST_BYTES;
  for (const [key, kept] of [...all].reverse()) {
    if (kept.result.kind !== "found") continue;
    left -= bytesOf(kept.result.finding);
    if (left < 0) all.set(key, bared(kept));
  }
}

/** A result without its pictures and texts, if it has any. */
function bared(kept: KeptResult): KeptResult {
  if (kept.result.kind !== "found" || (kept.result.finding.pictures.length === 0 && kept.result.finding.looks.length === 0)) return kept;
  return { ...kept, bare: true, result: { ...kept.result, finding: { ...kept.result.finding, pictures: [], looks: [] } } };
}

function bytesOf({ pictures, looks }: Finding): number {
  return pictures.reduce((sum, picture) => sum + pictureBytes(picture), 0) + looks.reduce((sum, { text }) => sum + 2 * text.length, 0);
}

function pictureBytes(picture: NotePicture): number {
  switch (picture.kind) {
    case "curves":
      return picture.lines.reduce((sum, { values, spread }) => sum + values.byteLength + (spread?.byteLength ?? 0), picture.x.at.byteLength);
    case "table":
      return picture.sheets.reduce((sum, { values }) => sum + values.byteLength, 0);
    case "listing":
      return picture.rows.reduce((sum, cells) => sum + cells.reduce<number>((row, cell) => row + (typeof cell === "string" ? 2 * cell.length : 8), 0), 0);
  }
}
