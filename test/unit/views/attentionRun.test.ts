import assert from "node:assert/strict";
import type { AttentionPane, RunSummary } from "../../../src/protocol/attention";
import { Cancelled, Problem } from "../../../src/protocol/problem";
import { AttentionRun, type RunServices } from "../../../src/views/panels/attentionRun";

const never = new AbortController().signal;
const line = { pane: 0, layer: 0, head: 0, weighting: "raw", token: 0, direction: "reads" } as const;

/** A runtime that counts its runs, and can lose them. */
class Fake {
  mark = {};
  traced = 0;
  readonly kept = new Set<string>();
  readonly released: string[] = [];
  readonly loaded: string[] = [];
  readonly asked: object[] = [];

  run(text = "text", prefix: number | null = 0): AttentionRun {
    const services = {
      runtime: {
        trace: async ({ folder, ...asked }: { folder: string }): Promise<RunSummary> => {
          this.asked.push(asked);
          const run = `run ${this.traced++}`;
          this.kept.add(run);
          await Promise.resolve();
          const pane: AttentionPane = { run, kind: "self", layers: 1, heads: 1, queries: [], keys: [], queriesOf: "source", keysOf: "source", mask: "causal", prefix: 0, prefixLm: false };
          return { run, folder, model: "m", panes: [pane], target: null, cut: null, device: "cpu" };
        },
        line: ({ run }: { run: string }) =>
          this.kept.has(run) ? Promise.resolve(Float32Array.of(this.traced)) : Promise.reject(new Problem("run-gone", `${run} is gone.`)),
        release: ({ run }: { run: string }) => {
          this.released.push(run);
          return Promise.resolve(null);
        },
      } as unknown as RunServices["runtime"],
      runtimeMark: () => this.mark,
      noteLoaded: (folder: string) => void this.loaded.push(folder),
    };
    return new AttentionRun("/m", text, { target: null, prefix }, services);
  }
}

describe("attention run", () => {
  it("runs once for all that is asked", async () => {
    const fake = new Fake();
    const run = fake.run();
    await run.summary(never);
    await Promise.all([run.line(line, never), run.line(line, never)]);
    assert.equal(fake.traced, 1);
    assert.deepEqual(fake.loaded, ["/m"]);
  });

  it("asks for a prefix, for none, or for what the model was trained with: three requests", async () => {
    const fake = new Fake();
    for (const prefix of [null, 0, 3]) await fake.run("text", prefix).summary(never);
    assert.deepEqual(fake.asked, [{ text: "text" }, { text: "text", prefix: 0 }, { text: "text", prefix: 3 }]);
  });

  it("runs again, once, when the process was replaced", async () => {
    const fake = new Fake();
    const run = fake.run();
    await run.summary(never);
    fake.mark = {};
    await Promise.all([run.line(line, never), run.line(line, never), run.line(line, never)]);
    assert.equal(fake.traced, 2);
  });

  it("runs again when the runtime needed the memory", async () => {
    const fake = new Fake();
    const run = fake.run();
    await run.summary(never);
    fake.kept.clear();
    assert.deepEqual(await run.line(line, never), Float32Array.of(2));
    assert.equal(run.latest?.run, "run 1");
  });

  it("does not try for ever", async () => {
    const fake = new Fake();
    const run = fake.run();
    fake.kept.add = () => fake.kept;
    await assert.rejects(run.line(line, never), error => error instanceof Problem && error.code === "run-gone");
    assert.equal(fake.traced, 2);
  });

  it("takes a question back without stopping the run for the others", async () => {
    const fake = new Fake();
    const run = fake.run();
    const abort = new AbortController();
    const taken = assert.rejects(run.line(line, abort.signal), Cancelled);
    const other = run.line(line, never);
    abort.abort();
    await taken;
    assert.deepEqual(await other, Float32Array.of(1));
  });

  it("gives its run back, but starts no process for it", async () => {
    const fake = new Fake();
    const run = fake.run();
    await run.summary(never);
    run.dispose();
    assert.deepEqual(fake.released, ["run 0"]);
    const lost = fake.run();
    await lost.summary(never);
    fake.mark = {};
    lost.dispose();
    assert.deepEqual(fake.released, ["run 0"]);
  });
});
