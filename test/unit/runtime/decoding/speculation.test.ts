import assert from "node:assert/strict";
import type { Decoding } from "../../../../src/runtime/decoding/decoding";
import { greatest, softmax } from "../../../../src/runtime/decoding/scores";
import { draftModel } from "../../../../src/runtime/decoding/search/draftModel";
import { followPath } from "../../../../src/runtime/decoding/search/followPath";
import { continuation, promptLookup } from "../../../../src/runtime/decoding/search/promptLookup";
import { drawn, speculation, type Drafter } from "../../../../src/runtime/decoding/search/speculation";
import { chainModel, chiSquare, cooled, decodingOf, enumerate, restless, uniformOf } from "./chainModel";

describe("Speculation", () => {
  const prompt = [1, 3, 0, 1];
  const model = chainModel(4, 21);
  const small = chainModel(4, 22);
  const drafters: Record<string, Drafter> = { "a smaller model": draftModel(small, 4), "prompt look-up": promptLookup(2), "the model itself": draftModel(model, 4) };

  for (const [name, drafter] of Object.entries(drafters)) {
    it(`leaves greedy decoding as it is, with ${name}`, async () => {
      for (const adapters of [[], [restless], [cooled(0.5), restless]]) {
        for (const count of [1, 3, 8]) {
          const expected = await followPath(model, prompt, decodingOf(25, { adapters }), greatest);
          const decoding = decodingOf(25, { adapters });
          assert.deepEqual(await speculation(model, prompt, decoding, { drafter, count, random: null }), expected);
          assert.deepEqual(decoding.events.flatMap(event => (event.kind === "chosen" ? [event.token] : [])), expected.tokens);
        }
      }
    });
  }

  it("ends where greedy decoding ends, in the middle of a draft", async () => {
    const long = (await followPath(model, prompt, decodingOf(25), greatest)).tokens;
    for (const end of new Set(long)) {
      const endIds = new Set([end]);
      const expected = await followPath(model, prompt, decodingOf(25, { endIds }), greatest);
      assert.deepEqual(await speculation(model, prompt, decodingOf(25, { endIds }), { drafter: drafters["the model itself"] as Drafter, count: 6, random: null }), expected);
    }
  });

  it("needs a pass for each draft and its bonus token when every draft is right", async () => {
    const own = chainModel(4, 21);
    const decoding = decodingOf(24);
    await speculation(own, prompt, decoding, { drafter: draftModel(chainModel(4, 21), 4), count: 5, random: null });
    assert.equal(own.asked(), 4);
    for (const event of decoding.events) if (event.kind === "drafted") assert.equal(event.accepted, event.draft.length);
  });

  // 4 tokens each time, 64 texts of 3; the greatest χ² that chance gives once in a thousand at 63 degrees of freedom.
  const CRITICAL = 103.44;
  const RUNS = 6000;
  const cases: readonly { name: string; drafter: Drafter; adapters: Decoding["adapters"]; count: number }[] = [
    { name: "a smaller model", drafter: draftModel(small, 4), adapters: [], count: 2 },
    { name: "a smaller model, behind adapters with memory", drafter: draftModel(small, 4), adapters: [cooled(0.8), restless], count: 2 },
    { name: "one drafted token", drafter: draftModel(small, 4), adapters: [restless], count: 1 },
    { name: "prompt look-up", drafter: promptLookup(2), adapters: [], count: 2 },
    { name: "prompt look-up, behind adapters with memory", drafter: promptLookup(1), adapters: [restless], count: 2 },
  ];
  for (const [seed, { name, drafter, adapters, count }] of cases.entries()) {
    it(`leaves the distribution as it is: ${name}`, async () => {
      const random = uniformOf(1000 + seed);
      const decoding: Decoding = { adapters, maxNewTokens: 3, endIds: new Set(), signal: new AbortController().signal };
      const expected = await enumerate(model, prompt, decoding);
      let accepted = 0;
      let rejected = 0;
      const observe: Decoding["observe"] = event => {
        if (event.kind !== "drafted") return;
        accepted += event.accepted;
        if (event.accepted < event.draft.length) rejected++;
      };
      const counts = new Map<string, number>();
      for (let run = 0; run < RUNS; run++) {
        const text = (await speculation(model, prompt, { ...decoding, observe }, { drafter, count, random })).tokens.join(" ");
        counts.set(text, (counts.get(text) ?? 0) + 1);
      }
      assert.equal(expected.size, 64);
      const statistic = chiSquare(counts, expected);
      assert.ok(statistic < CRITICAL, `χ² = ${statistic}`);
      assert.ok(accepted > RUNS / 10 && rejected > RUNS / 10, `${accepted} accepted, ${rejected} rejected`);
    });
  }

  it("would be caught by that test if it kept every draft", async () => {
    const random = uniformOf(5);
    const expected = await enumerate(model, prompt, decodingOf(3));
    const counts = new Map<string, number>();
    for (let run = 0; run < RUNS; run++) {
      const text = (await followPath(small, prompt, decodingOf(3), scores => drawn(softmax(scores), random()))).tokens.join(" ");
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    assert.ok(chiSquare(counts, expected) > 2 * CRITICAL);
  });

  it("tells what draft and model gave each drafted token", async () => {
    const decoding = decodingOf(12);
    const { tokens } = await speculation(model, prompt, decoding, { drafter: draftModel(small, 4), count: 3, random: uniformOf(9) });
    const whole = [...prompt, ...tokens];
    const drafted = decoding.events.filter(event => event.kind === "drafted");
    assert.ok(drafted.length > 2);
    for (const { text, draft, accepted } of drafted) {
      assert.deepEqual(whole.slice(0, text.length), text);
      assert.deepEqual(whole.slice(text.length, text.length + accepted), draft.slice(0, accepted).map(({ token }) => token));
      for (const [i, { token, drafted: q, model: p }] of draft.entries()) {
        const before = [...text, ...draft.slice(0, i).map(one => one.token)];
        const said = async (one: typeof model): Promise<number | undefined> => softmax((await one.next([before], decoding.signal))[0]?.logits ?? new Float32Array())[token];
        assert.equal(q, await said(small));
        assert.equal(p, await said(model));
      }
    }
  });

  it("looks up the longest n-gram of the text's end", () => {
    // "7 8" came before, followed by 9; the last 8 alone came first before 3.
    assert.deepEqual(continuation([8, 3, 7, 8, 9, 4, 7, 8], 3, 2), [9, 4]);
    assert.deepEqual(continuation([8, 3, 7, 8, 9, 4, 7, 8], 1, 2), [3, 7]);
    assert.deepEqual(continuation([8, 3, 7, 8, 9, 4, 7, 8], 3, 9), [9, 4, 7, 8]);
    assert.deepEqual(continuation([1, 2, 3], 3, 4), []);
    assert.deepEqual(continuation([5, 5], 3, 4), [5]);
  });

  it("refuses a draft model of another vocabulary", () => {
    assert.throws(() => draftModel(chainModel(5, 1), 4), { code: "input-invalid" });
  });
});
