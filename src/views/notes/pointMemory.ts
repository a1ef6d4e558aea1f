import type { NotePoint } from "../../protocol/notes/note";
import type { MemoryStore } from "../panels/panelMemory";

/** Points of one sweep. */
interface Sweep {
  /** Of {@link pointsKey}. */
  readonly key: string;
  /** Of {@link targetKey}: by which a view asks how many there are, without reading model or files. */
  readonly target: string;
  readonly points: Readonly<Record<string, NotePoint>>;
}

/** Sweeps that are kept at most, and numbers of one: more than any statement's has. */
const MOST_SWEEPS = 12;
const MOST_NUMBERS = 20_000;
/** How often points are written down while they come, in milliseconds. */
const EVERY = 2000;

/** Points of sweeps that were not finished, in a workspace, so that running them again goes on from there; also after a reload. */
export class PointMemory {
  /** Of sweeps under way: the points as they come, not yet written down. */
  readonly #coming = new Map<string, { readonly target: string; readonly points: Record<string, NotePoint>; written: number }>();

  constructor(
    private readonly store: MemoryStore,
    private readonly key: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** The points that a run goes on from. */
  recall(key: string): Readonly<Record<string, NotePoint>> {
    return this.#coming.get(key)?.points ?? this.#all().find(sweep => sweep.key === key)?.points ?? {};
  }

  /** How many points there are of what a view shows. */
  count(target: string): number {
    const coming = [...this.#coming.values()].find(sweep => sweep.target === target);
    return Object.keys(coming?.points ?? this.#all().find(sweep => sweep.target === target)?.points ?? {}).length;
  }

  add(key: string, target: string, name: string, values: NotePoint): void {
    const sweep = this.#coming.get(key) ?? { target, points: { ...this.recall(key) }, written: this.now() };
    this.#coming.set(key, sweep);
    sweep.points[name] = values;
    if (this.now() - sweep.written < EVERY) return;
    sweep.written = this.now();
    this.#write(key, sweep);
  }

  /** The run has ended before the sweep did: what came of it is written down. */
  keep(key: string): void {
    const sweep = this.#coming.get(key);
    if (sweep !== undefined) this.#write(key, sweep);
    this.#coming.delete(key);
  }

  /** The sweep is finished, or is to begin anew. */
  forget(match: { readonly key: string } | { readonly target: string }): void {
    const meant = (sweep: { readonly key: string; readonly target: string }): boolean => ("key" in match ? sweep.key === match.key : sweep.target === match.target);
    for (const [key, { target }] of [...this.#coming]) if (meant({ key, target })) this.#coming.delete(key);
    const all = this.#all();
    if (all.some(meant)) void this.store.update(this.key, all.filter(sweep => !meant(sweep)));
  }

  #write(key: string, { target, points }: Omit<Sweep, "key">): void {
    const others = this.#all().filter(sweep => sweep.key !== key);
    const numbers = Object.values(points).reduce((sum, values) => sum + values.length, 0);
    const all = numbers > MOST_NUMBERS ? others : [...others, { key, target, points: { ...points } }];
    void this.store.update(this.key, all.slice(-MOST_SWEEPS));
  }

  #all(): readonly Sweep[] {
    return this.store.get<readonly Sweep[]>(this.key) ?? [];
  }
}
