import { Problem } from "../../protocol/problem";
import type { AttentionOf, Passage } from "./passage";

/** The passes that pages still look at; the least recently used go when they take too much memory. */
export class Runs {
  readonly #passages = new Map<string, Passage>();
  #next = 1;

  constructor(
    /** Bytes that all passes together may keep. The newest stays whatever its size. */
    private readonly budget: number,
    private readonly forgotten: (id: string) => void,
  ) {}

  add(passage: Passage): string {
    const id = `run ${this.#next++}`;
    this.#passages.set(id, passage);
    let bytes = [...this.#passages.values()].reduce((sum, kept) => sum + kept.bytes, 0);
    for (const [oldest, kept] of this.#passages) {
      if (bytes <= this.budget || oldest === id) break;
      bytes -= kept.bytes;
      this.release(oldest);
    }
    return id;
  }

  /** The pass, now the most recently used. */
  get(id: string): Passage {
    const passage = this.#passages.get(id);
    if (!passage) throw new Problem("run-gone", "The numbers behind this picture are no longer in memory.", { remedy: "Run again." });
    this.#passages.delete(id);
    this.#passages.set(id, passage);
    return passage;
  }

  /** The attention that a pane shows, by the pane's name. */
  attention(pane: string): AttentionOf {
    const [id = ""] = pane.split("/");
    const found = this.get(id).panes(id).find(candidate => candidate.pane.run === pane);
    if (found) return found;
    throw new Problem("input-invalid", `The run ${id} has no ${pane.slice(id.length + 1) || "attention of one stack alone"}.`, { remedy: "Choose an encoder–decoder model." });
  }

  /** Forgets a pass, and stops it if it is still under way. */
  release(id: string): void {
    const passage = this.#passages.get(id);
    if (!passage) return;
    passage.stop();
    this.#passages.delete(id);
    this.forgotten(id);
  }

  /** Forgets all passes for which `which` holds. */
  releaseWhere(which: (passage: Passage) => boolean): void {
    for (const [id, passage] of this.#passages) if (which(passage)) this.release(id);
  }
}
