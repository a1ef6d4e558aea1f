import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PositionChange, WhatIfResult } from "../../../src/protocol/whatIf";
import { whatIf } from "../../../src/runtime/experiments/whatIf";
import { BranchingModel } from "../../../src/runtime/generation/branchingModel";
import { Models } from "../../../src/runtime/models";
import { writeGoldenModel } from "../../fake/goldenModel";
import { cpuOnly, never, STARTER, TEXT as STARTER_TEXT } from "./starter";

const TEXT = "a cat saw a dog";

describe("What if positions were otherwise", () => {
  let models: Models;
  let scratch: string;
  const ask = async (folder: string, change: PositionChange): Promise<WhatIfResult> => whatIf(await models.load(folder, never), TEXT, change, never, () => undefined);
  const golden = (name: string, as = name): string => {
    const folder = path.join(scratch, as);
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

  describe("a text past the length that the model was made for", () => {
    const LONG = "a cat saw a dog and the dog saw a cat and so on and so forth until the end of the day".repeat(7);
    const STORY = `${STARTER_TEXT} `.repeat(14);
    const run = async (folder: string, text: string, tokens: number): Promise<WhatIfResult> => whatIf(await models.load(folder, never), text, { kind: "length", tokens }, never, () => undefined);

    it("is run by schemes with a formula: rotary with its scalings, ALiBi, relative vectors, buckets, waves", async () => {
      // BLOOM's own context is longer than what is compared.
      const short = golden("bloom", "bloom-short");
      const config = JSON.parse(await readFile(path.join(short, "config.json"), "utf8")) as object;
      await writeFile(path.join(short, "config.json"), JSON.stringify({ ...config, seq_length: 48 }));
      for (const [name, context, tokens] of [["llama-rope-dynamic", 8, 32], ["llama-rope-linear", 64, 200], ["gpt_neox", 64, 160], ["bloom-short", 48, 192], ["t5", 512, 540], ["bert-relative_key_query", 40, 100], ["marian", 40, 90]] as const) {
        const result = await run(golden(name), LONG, tokens);
        assert.equal(result.tokens, tokens, name);
        assert.ok(result.past && result.attention.greatest > 0.01 && result.stream > 0.01, name);
        assert.match(result.about, new RegExp(`^${tokens} tokens in one go, ${tokens - context} past the ${context} `));
        assert.ok(result.past.context === context && result.past.far > 0 && result.past.far < 1, `${name}: ${result.past.far}`);
        assert.equal(result.byDistance?.after.length, 2 * tokens - 1);
        const causal = !/bert|marian|t5/.test(name);
        assert.equal(result.next !== null && result.past.losses !== null, causal, name);
        if (causal) assert.ok((result.next?.divergence ?? 0) > 0);
      }
    });

    it("has losses that are those of the definition, and the last tokens alone are what the model reads of them", async () => {
      const { model, tokenizer } = await models.load(STARTER, never);
      const all = (await tokenizer().encode(STORY)).map(token => token.id);
      const [context, tokens] = [256, 300];
      assert.ok(all.length >= tokens);
      const { past, next, byDistance } = await run(STARTER, STORY, tokens);
      assert.ok(past?.losses && next && byDistance);
      const lossOf = async (ids: readonly number[]): Promise<number[]> => {
        const rows = ids.slice(1).map((_, row) => row);
        const along = await new BranchingModel(model).along(ids, 0, never);
        return rows.map(row => {
          const own = Array.from(along[row]?.logits ?? []);
          const most = Math.max(...own);
          return Math.log(own.reduce((sum, logit) => sum + Math.exp(logit - most), 0)) + most - (own[ids[row + 1] as number] as number);
        });
      };
      const whole = await lossOf(all.slice(0, tokens));
      // The model reads texts behind its begin token: so does it read the last ones.
      const alone = await lossOf([all[0] as number, ...all.slice(tokens - context + 1, tokens)]);
      const { losses } = past;
      assert.equal(losses.whole.length, tokens - 1);
      whole.forEach((loss, row) => assert.ok(Math.abs(loss - (losses.whole[row] as number)) < 2e-3, `${row}: ${loss}, ${losses.whole[row]}`));
      alone.forEach((loss, row) => assert.ok(Math.abs(loss - (losses.alone[row + tokens - context] as number)) < 2e-3));
      assert.ok(losses.alone.subarray(0, tokens - context).every(Number.isNaN));
      const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
      assert.ok(Math.abs(losses.inside - mean(whole.slice(0, context))) < 1e-3);
      assert.ok(losses.beyond !== null && Math.abs(losses.beyond - mean(whole.slice(context))) < 1e-3);
      assert.ok(losses.again && losses.again.tokens === tokens - 1 - context);
      assert.ok(Math.abs(losses.again.alone - mean(alone.slice(context - (tokens - context)))) < 1e-3 && Math.abs(losses.again.whole - losses.beyond) < 1e-6);
    });

    it("is told what is missing: no row in a learned table, too few tokens, more than are compared, none past a long context", async () => {
      for (const name of ["gpt2", "bert", "bart"]) await assert.rejects(run(golden(name), LONG, 60), { code: "input-invalid", message: /no row for position 40\. .*0 to 39/ });
      await assert.rejects(run(STARTER, TEXT, 300), { code: "input-invalid", message: /has \d+ tokens; the model was made for up to 256/, remedy: "Select at least 257 tokens." });
      for (const tokens of [64, 1025, 70.5]) await assert.rejects(run(golden("gpt_neox"), LONG, tokens), { code: "input-invalid", message: /from 65, .* to 1,024/ });
      await assert.rejects(run(golden("bloom"), LONG, 1000), { code: "input-invalid", message: /made for 2,048 tokens; what-ifs compare at most 1,024/ });
    });

    it("reads no more than the text has", async () => {
      assert.equal((await run(golden("gpt_neox"), "x".repeat(90), 160)).tokens, 91, "and its end");
    });
  });

  it("attention by distance is the mean of the patterns, before and after", async () => {
    const { byDistance, past, tokens } = await ask(STARTER, { kind: "theta", theta: 100 });
    assert.ok(byDistance && past === null && byDistance.from === 1 - tokens);
    const { before, after } = byDistance;
    // Rows of a causal pattern sum to 1: over all pairs of a distance, so do the sums of all distances.
    for (const values of [before, after]) {
      const total = values.subarray(0, tokens).reduce((sum, mean, at) => sum + mean * (at + 1), 0);
      assert.ok(Math.abs(total - tokens) < 1e-4, `${total}`);
      assert.ok(values.subarray(tokens).every(Number.isNaN));
    }
    assert.ok(before.some((value, at) => Math.abs(value - (after[at] as number)) > 1e-3));
    assert.equal((await ask(STARTER, { kind: "set" })).byDistance, null);
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
