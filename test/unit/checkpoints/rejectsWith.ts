import assert from "node:assert/strict";

import { Problem, type ProblemCode } from "../../../src/protocol/problem";

/** Asserts that `work` fails with a Problem of this code whose message says `says`, and hands it out. */
export async function rejectsWith(work: Promise<unknown>, code: ProblemCode, says: RegExp): Promise<Problem> {
  const thrown = await work.then(
    value => assert.fail(`no error, but ${JSON.stringify(value)?.slice(0, 200)}`),
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof Problem, `not a Problem: ${String(thrown)}`);
  assert.equal(thrown.code, code, thrown.message);
  assert.match(thrown.message, says);
  return thrown;
}
