import assert from "node:assert/strict";
import type { Finding, NoteDocument, NotePoint, NoteSettings } from "../../../../src/protocol/notes/note";
import { Cancelled } from "../../../../src/protocol/problem";
import type { Loaded } from "../../../../src/runtime/models";
import { runStatement } from "../../../../src/runtime/notes/runStatement";
import { never } from "../starter";

/** What a sweep is run with. */
export interface SweepOf {
  readonly id: string;
  readonly loaded: Loaded;
  readonly settings: NoteSettings;
  readonly documents?: readonly NoteDocument[];
  readonly text?: string | null;
}

/** Holds a sweep to its promise: stopped after some points it is cancelled, what was told is not measured again, and the finding is the same as in one go. */
export async function checkResumes(sweep: SweepOf, stopAfter: number): Promise<Finding> {
  const whole = await told(sweep, {}, Infinity);
  const stopped = await told(sweep, {}, stopAfter);
  assert.ok(stopped.error instanceof Cancelled, "it is cancelled");
  assert.equal(Object.keys(stopped.points).length, stopAfter, "it stops at the next point");
  const resumed = await told(sweep, stopped.points, Infinity);
  assert.deepEqual(Object.keys(resumed.points).filter(key => key in stopped.points), [], "points that are known are not measured again");
  assert.deepEqual({ ...stopped.points, ...resumed.points }, whole.points);
  assert.deepEqual(resumed.finding, whole.finding);
  assert.ok(whole.pictures > 0, "the evidence is shown as far as it goes");
  assert.ok(whole.finding);
  return whole.finding;
}

async function told({ id, loaded, settings, documents = [], text = null }: SweepOf, known: Readonly<Record<string, NotePoint>>, stopAfter: number) {
  const abort = new AbortController();
  const points: Record<string, NotePoint> = {};
  let pictures = 0;
  try {
    const finding = await runStatement({ id, text, documents, settings, known }, loaded, stopAfter === Infinity ? never : abort.signal, item => {
      if (item.kind === "pictures") pictures++;
      if (item.kind !== "point") return;
      assert.equal(points[item.key], undefined, `${item.key} is one point`);
      points[item.key] = item.values;
      if (Object.keys(points).length === stopAfter) abort.abort();
    });
    return { finding, points, pictures, error: null };
  } catch (error) {
    return { finding: null, points, pictures, error };
  }
}
