import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CompletionRequest, CompletionResult } from "../../../../src/protocol/completion";
import { Cancelled } from "../../../../src/protocol/problem";
import type { Handlers } from "../../../../src/protocol/rpc";
import type { runtimeContract } from "../../../../src/protocol/runtimeContract";
import { runtimeHandlers } from "../../../../src/runtime/runtime";
import { never, STARTER } from "../starter";
import { REQUEST } from "./fakes";

const MARIAN = path.join(STARTER, "../starter-marian");
const STORY = "Once upon a time, there was a little cat named Tom. One day, Tom saw a big dog. Tom said: hello, big d";

interface Asked extends CompletionResult {
  readonly told: readonly string[];
  /** What was told of them as worth showing. */
  readonly words: readonly string[];
}

describe("Completing at the cursor", () => {
  let handlers: Handlers<typeof runtimeContract>;
  const asking = { signal: never, emit: () => undefined };
  beforeEach(async () => {
    handlers = runtimeHandlers({ probe: () => Promise.resolve({ ok: false, reason: "not tried in this test" }), onDevice: () => undefined, shippedModels: path.join(STARTER, "..") });
    await handlers.chooseDevice({ wanted: "cpu" }, asking);
  });
  afterEach(() => handlers.unload({ folder: STARTER }, asking));

  const ask = async (change: Partial<CompletionRequest> = {}): Promise<Asked> => {
    const told: string[] = [];
    const words: string[] = [];
    const result = await handlers.complete({ ...REQUEST, folder: STARTER, prefix: STORY, language: "plaintext", newTokens: 8, ...change }, { signal: never, emit: item => {
      told.push(item.text);
      if (item.words !== "") words.push(item.words);
    } });
    return { ...result, told, words };
  };

  it("a word in which the cursor stands goes on, and the text is told as it grows", async () => {
    const { suggestions, told, nothing, layout } = await ask();
    assert.deepEqual([nothing, layout, suggestions.length], [null, "prefix", 1]);
    assert.ok(suggestions[0]?.text.startsWith("og"), suggestions[0]?.text);
    assert.equal(told.at(-1), suggestions[0]?.text);
    assert.ok(told.length > 2 && told[0]?.startsWith("o"));
  });

  it("whole words are told as they can be shown, each what the suggestion begins with", async () => {
    const { suggestions, words } = await ask({ newTokens: 12 });
    assert.ok(words.length > 2, words.join(" | "));
    const text = suggestions[0]?.text ?? "";
    for (const begun of words) assert.ok(text.startsWith(begun) && !/\w/.test(text.slice(begun.length, begun.length + 1)), `${begun} / ${text}`);
  });

  it("wherever the cursor stands in a text, the new text is no other because of it", async () => {
    const whole = await ask({ prefix: STORY.slice(0, -1) });
    const text = whole.suggestions[0]?.text ?? "";
    assert.ok(text.length > 3, text);
    for (let at = 1; at < 4; at++) {
      const { suggestions } = await ask({ prefix: STORY.slice(0, -1) + text.slice(0, at) });
      assert.ok(text.slice(at).startsWith((suggestions[0]?.text ?? "?").slice(0, 4)), `${text} at ${at}: ${suggestions[0]?.text}`);
    }
  });

  it("a keystroke computes the tokens that it changes, and no others", async () => {
    const typed = "og. Then he ran to the door";
    await ask();
    const costs: number[] = [];
    for (let i = 1; i <= typed.length; i++) {
      const { computed, promptTokens } = await ask({ prefix: STORY + typed.slice(0, i) });
      assert.ok(promptTokens > 30);
      costs.push(computed);
    }
    assert.ok(Math.max(...costs) <= 3, costs.join(" "));
    const all = costs.reduce((sum, cost) => sum + cost, 0);
    assert.ok(all <= typed.length, `${all} tokens for ${typed.length} characters`);
    const { computed } = await ask({ prefix: STORY });
    assert.equal(computed, 0, "what was there before is there again");
  });

  it("what is asked ahead is given up where most of its prompt would have to be computed, and answered where it is there", async () => {
    await assert.rejects(ask({ ahead: true }), Cancelled);
    const { suggestions } = await ask();
    const prefix = STORY + (suggestions[0]?.text ?? "");
    const ahead = await ask({ prefix, ahead: true });
    assert.ok(ahead.computed < ahead.promptTokens / 2);
    assert.deepEqual(ahead.suggestions.map(({ text }) => text), (await ask({ prefix })).suggestions.map(({ text }) => text));
  });

  it("what is cached says what a fresh start says", async () => {
    for (const end of ["og", "og and", "og and the"]) await ask({ prefix: STORY + end });
    const warm = await ask({ prefix: `${STORY}og and a` });
    await handlers.unload({ folder: STARTER }, asking);
    const cold = await ask({ prefix: `${STORY}og and a` });
    assert.equal(warm.suggestions[0]?.text, cold.suggestions[0]?.text);
    assert.ok(Math.abs((warm.suggestions[0]?.score ?? 0) - (cold.suggestions[0]?.score ?? 1)) < 1e-4);
    assert.ok(warm.computed < 6 && cold.computed === cold.promptTokens);
  });

  it("alternatives are beams with their own scores, the best first, none of them twice", async () => {
    const { suggestions } = await ask({ alternatives: 4 });
    assert.ok(suggestions.length > 1, `${suggestions.length}`);
    assert.equal(new Set(suggestions.map(({ text }) => text)).size, suggestions.length);
    const scores = suggestions.map(({ score }) => score);
    assert.deepEqual(scores, [...scores].sort((one, other) => other - one));
    for (const { score, text } of suggestions) assert.ok(score < 0 && Number.isFinite(score) && text.trim() !== "" && !text.includes("\n"));
  });

  it("a score is the mean log-probability of the tokens that are shown, and the first unsure one is told", async () => {
    const { suggestions } = await ask();
    const [suggestion] = suggestions;
    const { items, finished, prompt } = await handlers.explainCompletion({ id: suggestion?.id ?? "" }, asking);
    assert.ok(prompt.endsWith("hello, big"), prompt);
    const steps = items.filter(item => item.kind === "step");
    assert.equal(steps.map(({ text }) => text).join(""), finished.texts[0]?.text);
    assert.ok(finished.texts[0]?.text.startsWith(` d${suggestion?.text}`));
    const length = ` d${suggestion?.text}`.length;
    const shown = steps.filter((_, i) => steps.slice(0, i).map(({ text }) => text).join("").length < length);
    assert.ok(shown.length > 2 && shown.length < steps.length, "the limit has cut a word");
    const logs = shown.map(({ explained }) => Math.log(explained.final.probability));
    assert.ok(Math.abs(logs.reduce((sum, log) => sum + log, 0) / logs.length - (suggestion?.score ?? 0)) < 1e-4);
    const unsure = shown.find(({ explained }) => explained.final.probability < 0.5);
    assert.equal(suggestion?.uncertain?.token, unsure?.token.text);
    assert.ok((suggestion?.uncertain?.runnerUpProbability ?? 1) <= (suggestion?.uncertain?.probability ?? 0));
  });

  it("a suggestion is a generation: its steps have a lens and attention, until it is long ago", async () => {
    const { suggestions } = await ask();
    const id = suggestions[0]?.id ?? "";
    const { items, finished } = await handlers.explainCompletion({ id }, asking);
    const [started] = items;
    assert.ok(started?.kind === "started" && started.adapters.length === 1);
    const tokens = finished.texts[0]?.tokens.slice(0, 2).map(token => token.id) ?? [];
    const lens = await handlers.lens({ generation: started.generation, tokens }, asking);
    const second = items.filter(item => item.kind === "step")[1];
    assert.equal(lens.layers.at(-1)?.rank, second?.explained.raw.rank);
    const { keys } = await handlers.stepAttention({ generation: started.generation, tokens }, asking);
    assert.equal(keys, started.prompt.length + 1);
    for (let i = 0; i < 32; i++) await ask({ prefix: `${STORY}og${" and".repeat(i % 3)}`, newTokens: 6 });
    await assert.rejects(async () => handlers.explainCompletion({ id }, asking), { code: "run-gone" });
  });

  it("an explained prompt says where the text before the cursor stands in it, and what of it the model wrote again", async () => {
    const { suggestions } = await ask({ prefix: `${STORY}og`, neighbours: [{ name: "tales.txt", text: "Tom said: hello, big duck." }] });
    const { prompt, parts, finished } = await handlers.explainCompletion({ id: suggestions[0]?.id ?? "" }, asking);
    assert.deepEqual(parts.map(({ of }) => of), ["neighbour", "before"]);
    const [neighbour, before] = parts;
    assert.ok(neighbour && before && prompt.slice(neighbour.range.start, neighbour.range.end).includes("big duck"));
    const held = prompt.slice(before.range.start, before.range.end);
    assert.equal(held, `${STORY}og`.slice(before.from, before.from + held.length));
    const again = `${STORY}og`.slice(before.from + held.length);
    assert.ok(again !== "" && finished.texts[0]?.text.startsWith(again), again);
  });

  it("the lines that were read are named by their distance from the cursor, with their shares", async () => {
    const prefix = "the cat is red\nthe dog is blue\nthe fox is green\nthe cat is";
    const { suggestions } = await ask({ prefix });
    const read = suggestions[0]?.read ?? [];
    assert.ok(read.length > 1);
    for (const { line, share } of read) assert.ok(line >= 0 && line <= 3 && share > 0 && share <= 1);
    assert.ok(read.reduce((sum, { share }) => sum + share, 0) <= 1 + 1e-6);
    assert.deepEqual(read.map(({ share }) => share), read.map(({ share }) => share).sort((one, other) => other - one));
  });

  it("stops within a step, and the newer request finds what was computed", async () => {
    const abort = new AbortController();
    let steps = 0;
    const emit = (): void => {
      if (++steps === 2) abort.abort();
    };
    await assert.rejects(async () => handlers.complete({ ...REQUEST, folder: STARTER, prefix: STORY, newTokens: 100 }, { signal: abort.signal, emit }), Cancelled);
    assert.equal(steps, 2);
    const gone = new AbortController();
    gone.abort();
    await assert.rejects(async () => handlers.complete({ ...REQUEST, folder: STARTER, prefix: `${STORY}o` }, { signal: gone.signal, emit: () => undefined }), Cancelled);
    const after = await ask();
    assert.equal(after.computed, 0);
    await handlers.unload({ folder: STARTER }, asking);
    assert.equal((await ask()).suggestions[0]?.text, after.suggestions[0]?.text);
  });

  it("of requests that overtake each other the last one is answered, and the others end", async () => {
    const aborts = Array.from({ length: 5 }, () => new AbortController());
    const all = aborts.map(async (abort, i) => {
      aborts[i - 1]?.abort();
      return handlers.complete({ ...REQUEST, folder: STARTER, prefix: STORY + "og and".slice(0, i), newTokens: 8 }, { signal: abort.signal, emit: () => undefined });
    });
    const settled = await Promise.allSettled(all);
    assert.deepEqual(settled.map(({ status }) => status), ["rejected", "rejected", "rejected", "rejected", "fulfilled"]);
    for (const one of settled) if (one.status === "rejected") assert.ok(one.reason instanceof Cancelled);
    const [last] = settled.slice(-1);
    await handlers.unload({ folder: STARTER }, asking);
    const alone = await ask({ prefix: `${STORY}og a` });
    assert.equal(last?.status === "fulfilled" ? last.value.suggestions[0]?.text : null, alone.suggestions[0]?.text);
  });

  it("a middle is filled between what stands around it, and a keystroke costs its own tokens there, too", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "model-lens-middle-"));
    await cp(STARTER, folder, { recursive: true });
    const config = JSON.parse(await readFile(path.join(folder, "config.json"), "utf8")) as object;
    await writeFile(path.join(folder, "config.json"), JSON.stringify({ ...config, fill_in_the_middle: true }));
    const [prefix, suffix] = ["function add(first, second) {\n  // The sum.\n  return ", ";\n}\n\nmodule.exports = { add };\n"];
    const costs: number[] = [];
    for (const typed of ["", "f", "fi", "fir", "firs", "first", "first ", "first +", "first + ", "first + s"]) {
      const { layout, computed } = await ask({ folder, prefix: prefix + typed, suffix, language: "javascript" });
      assert.equal(layout, "middle");
      costs.push(computed);
    }
    assert.ok((costs[0] as number) > 30 && Math.max(...costs.slice(1)) <= 3, costs.join(" "));
    await handlers.unload({ folder }, asking);
    await rm(folder, { recursive: true });
  });

  it("holds back what the model is not sure of, and tells nothing of it", async () => {
    const sure = await ask();
    const probability = Math.exp(sure.suggestions[0]?.score ?? 0);
    const held = await ask({ confidence: Math.min(1, probability + 0.01) });
    assert.deepEqual([held.suggestions.length, held.nothing, held.told.length], [0, "confidence", 0]);
    const given = await ask({ confidence: probability - 0.01 });
    assert.deepEqual([given.suggestions[0]?.text, given.told], [sure.suggestions[0]?.text, [sure.suggestions[0]?.text]]);
    assert.deepEqual(given.words, given.told);
  });

  it("says nothing where there is nothing to say", async () => {
    const done = await ask({ prefix: "a", suffix: "", newTokens: 1 });
    assert.ok(done.suggestions.length === 1 || done.nothing !== null);
    const blank = await ask({ prefix: "", suffix: "" });
    assert.ok(blank.suggestions.length === 1 || blank.nothing !== null);
    assert.equal(blank.promptTokens, 1, "the token that begins a text");
  });

  it("a document of 20,000 lines costs no more than its budget", async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `  const value${i} = compute(${i});\n`).join("");
    const { promptTokens, computed } = await ask({ prefix: `${lines}  const value`, suffix: lines, lines: "multiple" });
    const { context } = await handlers.card({ folder: STARTER }, asking);
    assert.ok(promptTokens > 100 && promptTokens <= context - 8 && computed === promptTokens, `${promptTokens}`);
    const started = performance.now();
    for (const typed of ["2", "20", "200"]) assert.ok((await ask({ prefix: `${lines}  const value${typed}`, suffix: lines })).computed < promptTokens / 2);
    assert.ok(performance.now() - started < 15_000);
  });

  it("refuses what cannot complete, and numbers that make no sense, with the reason", async () => {
    await assert.rejects(async () => ask({ folder: MARIAN }), { code: "input-invalid", message: /span/ });
    for (const wrong of [{ newTokens: 0 }, { alternatives: 1.5 }, { contextTokens: -1 }, { confidence: 2 }]) await assert.rejects(async () => ask(wrong), { code: "input-invalid" });
    await handlers.unload({ folder: MARIAN }, asking);
  });
});
