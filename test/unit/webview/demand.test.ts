import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { Cancelled, Problem } from "../../../src/protocol/problem";
import { Demand } from "../../../webview/draw/demand";
import { Recent } from "../../../webview/draw/recent";

interface Asked {
  readonly request: number;
  readonly signal: AbortSignal;
  readonly answer: (value: string) => void;
  readonly refuse: (error: Error) => void;
}

function demand(parallel = 2, capacity = 4) {
  const asked: Asked[] = [];
  const failures: unknown[] = [];
  const arrived: number[] = [];
  const made = new Demand<number, string>({
    keyOf: String,
    fetch: (request, signal) =>
      new Promise((resolve, reject) => {
        asked.push({ request, signal, answer: resolve, refuse: reject });
      }),
    capacity,
    parallel,
    onArrive: request => arrived.push(request),
    onFail: error => failures.push(error),
  });
  return { made, asked, failures, arrived };
}

describe("demand", () => {
  it("fetches what is wanted in order, so many at once", async () => {
    const { made, asked, arrived } = demand();
    made.want([1, 2, 3, 4]);
    assert.deepEqual(asked.map(({ request }) => request), [1, 2]);
    asked[1]?.answer("two");
    await turn();
    assert.deepEqual(asked.map(({ request }) => request), [1, 2, 3]);
    assert.equal(made.get(2), "two");
    assert.equal(made.get(1), undefined);
    assert.deepEqual(arrived, [2]);
    assert.equal(made.arrivals, 1);
  });

  it("takes back what is no longer wanted, and never starts what waited", async () => {
    const { made, asked, arrived } = demand();
    made.want([1, 2, 3]);
    made.want([2, 5]);
    assert.deepEqual(asked.map(({ request, signal }) => [request, signal.aborted]), [[1, true], [2, false], [5, false]]);
    asked[0]?.answer("late");
    asked[0]?.refuse(new Cancelled());
    await turn();
    assert.equal(made.get(1), undefined);
    assert.deepEqual(arrived, []);
  });

  it("asks again for what was taken back and is wanted once more", async () => {
    const { made, asked } = demand();
    made.want([1]);
    made.want([]);
    made.want([1]);
    assert.equal(asked.length, 2);
    asked[0]?.answer("first");
    asked[1]?.answer("second");
    await turn();
    assert.equal(made.get(1), "second");
  });

  it("does not ask for what it has or has under way", async () => {
    const { made, asked } = demand();
    made.want([1]);
    made.want([1]);
    asked[0]?.answer("one");
    await turn();
    made.want([1]);
    assert.equal(asked.length, 1);
  });

  it("reports a failure once and asks again only on retry; a cancellation is no failure", async () => {
    const { made, asked, failures } = demand(1);
    const problem = new Problem("run-gone", "gone");
    made.want([1, 2]);
    asked[0]?.refuse(problem);
    await turn();
    made.want([1, 2]);
    assert.deepEqual(failures, [problem]);
    assert.deepEqual(asked.map(({ request }) => request), [1, 2]);
    asked[1]?.answer("two");
    await turn();
    made.retry();
    assert.deepEqual(asked.map(({ request }) => request), [1, 2, 1]);
    asked[2]?.refuse(new Cancelled());
    await turn();
    assert.equal(failures.length, 1);
  });

  it("forgets everything on clear", async () => {
    const { made, asked } = demand();
    made.want([1, 2]);
    asked[0]?.answer("one");
    await turn();
    made.clear();
    assert.equal(made.get(1), undefined);
    assert.equal(asked[1]?.signal.aborted, true);
  });
});

describe("recent", () => {
  it("forgets what was used longest ago", () => {
    const recent = new Recent<number>(2);
    recent.set("a", 1);
    recent.set("b", 2);
    assert.equal(recent.get("a"), 1);
    recent.set("c", 3);
    assert.equal(recent.size, 2);
    assert.equal(recent.get("b"), undefined);
    assert.equal(recent.get("a"), 1);
    assert.equal(recent.get("c"), 3);
  });
});
