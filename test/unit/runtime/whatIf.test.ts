import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PositionChange, WhatIfResult } from "../../../src/protocol/whatIf";
import { whatIf } from "../../../src/runtime/experiments/whatIf";
import { Models } from "../../../src/runtime/models";
import { writeGoldenModel } from "../../fake/goldenModel";
import { cpuOnly, never, STARTER } from "./starter";

const TEXT = "a cat saw a dog";

describe("What if positions were otherwise", () => {
  let models: Models;
  let scratch: string;
  const ask = async (folder: string, change: PositionChange): Promise<WhatIfResult> => whatIf(await models.load(folder, never), TEXT, change, never, () => undefined);
  const golden = (name: string): string => {
    const folder = path.join(scratch, name);
    // One that is loaded must not change.
    if (!existsSync(folder)) writeGoldenModel(name, folder);
    return folder;
  };

  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), "model-lens-what-if-"));
    models = new Models(await cpuOnly(), () => undefined, path.join(scratch, "shipped"));
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
    await rm(scratch, { recursive: true });
  });

  it("shifting all positions changes nothing where only distances count: rotary, ALiBi, relative vectors", async () => {
    for (const folder of [STARTER, golden("gpt_neox"), golden("bloom"), golden("bert-relative_key")]) {
      const { attention, stream, about, next } = await ask(folder, { kind: "shift", by: 7 });
      assert.equal(about, "positions + 7");
      assert.ok(attention.greatest < 1e-5 && stream < 1e-5, `${folder}: ${attention.greatest}, ${stream}`);
      if (next) assert.ok(next.divergence < 1e-6);
    }
  });

  it("shifting a learned table's positions changes attention, and has an end", async () => {
    const folder = golden("gpt2");
    const { attention, next } = await ask(folder, { kind: "shift", by: 3 });
    assert.ok(attention.greatest > 0.05 && (next?.divergence ?? 0) > 1e-3);
    await assert.rejects(ask(folder, { kind: "shift", by: 1000 }), { code: "input-invalid", message: /learned positions/ });
    await assert.rejects(ask(folder, { kind: "shift", by: 0.5 }), { code: "input-invalid" });
  });

  it("without positions and mask, attention is an operation on a set: another order moves rows and columns, and nothing else", async () => {
    for (const folder of [STARTER, golden("gpt2"), golden("bert"), golden("bloom")]) {
      const { attention, stream, next } = await ask(folder, { kind: "set" });
      assert.ok(attention.greatest < 1e-5 && stream < 1e-5, `${folder}: ${attention.greatest}, ${stream}`);
      assert.equal(next, null);
    }
  });

  it("dropping positions is felt by every scheme", async () => {
    for (const folder of [STARTER, golden("gpt2"), golden("bert"), golden("bloom"), golden("bert-relative_key_query")]) {
      const { attention } = await ask(folder, { kind: "drop" });
      assert.ok(attention.greatest > 0.02, `${folder}: ${attention.greatest}`);
    }
  });

  it("a shorter reach moves what goes by distance, and only that; an encoder–decoder is looked at in its encoder", async () => {
    for (const name of ["bert-relative_key", "bert-relative_key_query"]) {
      assert.equal((await ask(golden(name), { kind: "reach", distance: 39 })).attention.greatest, 0);
      assert.ok((await ask(golden(name), { kind: "reach", distance: 2 })).attention.greatest > 0.02);
    }
    const far = "a cat saw a dog and the dog saw a cat and so on and so forth until the end of the day";
    const t5 = await models.load(golden("t5"), never);
    const own = await whatIf(t5, far, { kind: "reach", distance: 128 }, never, () => undefined);
    assert.equal(own.attention.greatest, 0);
    assert.match(own.about, /in the encoder/);
    assert.ok((await whatIf(t5, far, { kind: "reach", distance: 40 }, never, () => undefined)).attention.greatest > 0.01);
    const moved = await whatIf(t5, far, { kind: "shift", by: 9 }, never, () => undefined);
    assert.ok(moved.attention.greatest < 1e-6 && moved.next === null);
    await assert.rejects(whatIf(t5, far, { kind: "reach", distance: 31 }, never, () => undefined), { code: "input-invalid", message: /from 32/ });
    await assert.rejects(ask(golden("gpt2"), { kind: "reach", distance: 5 }), { code: "input-invalid", message: /learned/ });
    await assert.rejects(ask(golden("bert-relative_key"), { kind: "reach", distance: 40 }), { code: "input-invalid", message: /from 1 to 39/ });
  });

  it("stops when it is taken back, before it began or while it runs", async () => {
    const before = AbortSignal.abort();
    await assert.rejects(whatIf(await models.load(STARTER, never), TEXT, { kind: "drop" }, before, () => undefined));
    const abort = new AbortController();
    await assert.rejects(whatIf(await models.load(STARTER, never), TEXT, { kind: "drop" }, abort.signal, () => abort.abort()), { name: "Cancelled" });
  });

  it("another θ turns rotary positions otherwise, the model's own changes nothing, and other schemes have none", async () => {
    assert.equal((await ask(STARTER, { kind: "theta", theta: 10_000 })).attention.greatest, 0);
    const { attention, next } = await ask(STARTER, { kind: "theta", theta: 100 });
    assert.ok(attention.greatest > 0.05 && attention.mean > 0 && next);
    const total = (tokens: readonly { readonly probability: number }[]): number => tokens.reduce((sum, { probability }) => sum + probability, 0);
    assert.ok(total(next.before) <= 1 && total(next.after) <= 1 && next.before.length === 5);
    await assert.rejects(ask(golden("gpt2"), { kind: "theta", theta: 500 }), { code: "input-invalid", message: /learned/ });
  });
});
