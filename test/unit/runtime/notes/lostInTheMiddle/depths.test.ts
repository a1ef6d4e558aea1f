import assert from "node:assert/strict";
import path from "node:path";
import type { NoteDocument, NoteSettings } from "../../../../../src/protocol/notes/note";
import { SAMPLE_TEXT } from "../../../../../src/protocol/notes/sampleText";
import { suppressTokens } from "../../../../../src/runtime/decoding/adapters/suppressTokens";
import { greatest, logSoftmax } from "../../../../../src/runtime/decoding/scores";
import { followPath } from "../../../../../src/runtime/decoding/search/followPath";
import { BranchingModel } from "../../../../../src/runtime/generation/branchingModel";
import { Models, type Loaded } from "../../../../../src/runtime/models";
import { answerTo, type Answer, type Question } from "../../../../../src/runtime/notes/lostInTheMiddle/asking";
import { middleGap } from "../../../../../src/runtime/notes/lostInTheMiddle/depthSweep";
import { FactContext } from "../../../../../src/runtime/notes/lostInTheMiddle/factContext";
import { questionAbout } from "../../../../../src/runtime/notes/lostInTheMiddle/keyValueRetrieval";
import { runStatement } from "../../../../../src/runtime/notes/runStatement";
import { encodeSource } from "../../../../../src/runtime/traces/encoderRun";
import { cpuOnly, never } from "../../starter";
import { checkResumes } from "../sweep";

const MODELS = path.join(__dirname, "../../../../../models");
const ask = (prompt: string, answer: string): Question => ({ prompt, answer, about: { start: 0, end: 0 } });

describe("Questions at depths of a context", () => {
  let models: Models;
  let llama: Loaded;
  let t5: Loaded;
  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
    [llama, t5] = [await models.load(path.join(MODELS, "starter-llama"), never), await models.load(path.join(MODELS, "starter-t5"), never)];
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  it("score an answer as decoding does, token by token", async () => {
    const prompt = "One day, Tom saw a big dog. Tom said: hello, big";
    const branching = new BranchingModel(llama.model);
    let text = (await llama.tokenizer().encode(prompt)).map(({ id }) => id);
    const answer = (await llama.tokenizer().encodePlain(" dog and cat")).map(({ id }) => id);
    let sum = 0;
    for (const id of answer) {
      const [next] = await branching.next([text], never);
      sum += logSoftmax(next!.logits)[id]!;
      text = [...text, id];
    }
    const { logProbability, exact } = await answerTo({ loaded: llama, signal: never }, ask(prompt, " dog and cat"));
    assert.ok(Math.abs(logProbability - sum / answer.length) < 1e-4, `${logProbability} ${sum / answer.length}`);
    assert.equal(exact, false);
  });

  it("call an answer exact when greedy decoding gives it", async () => {
    const prompt = "One day, Tom saw a big dog. Tom said: hello,";
    const ids = (await llama.tokenizer().encode(prompt)).map(({ id }) => id);
    const { tokens } = await followPath(new BranchingModel(llama.model), ids, { adapters: [], maxNewTokens: 3, endIds: new Set(), signal: never }, greatest);
    const said = await llama.tokenizer().decode(tokens);
    assert.equal((await answerTo({ loaded: llama, signal: never }, ask(prompt, said))).exact, true);
    assert.equal((await answerTo({ loaded: llama, signal: never }, ask(prompt, " zebra crossing"))).exact, false);
  });

  it("ask an encoder–decoder to fill a sentinel at the end", async () => {
    const tokenizer = t5.tokenizer();
    const prompt = "Once upon a time, there was a";
    const idsOf = async (text: string): Promise<number[]> => (await tokenizer.encodePlain(text)).map(({ id }) => id);
    const [sentinel] = await idsOf("<extra_id_0>");
    const { read } = t5.model.open.recipe.config;
    const { memory } = await encodeSource(t5.model, { ids: [...(await idsOf(prompt)), sentinel!, read.id("eos_token_id")], signal: never });
    const branching = new BranchingModel(t5.model, { memory });
    const begun = [read.id("decoder_start_token_id"), sentinel!];
    const [id] = await idsOf(" big");
    const [next] = await branching.next([begun], never);
    const { logProbability } = await answerTo({ loaded: t5, signal: never }, ask(prompt, " big"));
    assert.ok(Math.abs(logProbability - logSoftmax(next!.logits)[id!]!) < 1e-4);
    const { tokens } = await followPath(branching, begun, { adapters: [suppressTokens([0])], maxNewTokens: 2, endIds: new Set(), signal: never }, greatest);
    assert.equal((await answerTo({ loaded: t5, signal: never }, ask(prompt, await tokenizer.decode(tokens)))).exact, true);
  });

  it("refuse what does not fit the model's context, and answers without tokens", async () => {
    const long = ask("a ".repeat(300), "b");
    await assert.rejects(answerTo({ loaded: llama, signal: never }, long), { code: "text-too-long", message: /made for 256/ });
    await assert.rejects(answerTo({ loaded: t5, signal: never }, long), { code: "text-too-long" });
    assert.ok(Number.isFinite((await answerTo({ loaded: llama, signal: never }, long, { within: false })).logProbability));
    for (const loaded of [llama, t5]) await assert.rejects(answerTo({ loaded, signal: never }, ask("Who?", "")), { code: "text-empty" });
  });

  it("compare both ends with the middle, and give the standard error over repetitions", () => {
    const answers = (rows: number[][]): { at: Answer[][] } => ({ at: rows.map(row => row.map(logProbability => ({ logProbability, exact: false }))) });
    // By hand: gaps of 2 and 4; their mean 3, deviation √2, standard error 1.
    assert.deepEqual(middleGap(answers([[-1, -3, -1], [-2, -5, 0]])), { gap: 3, error: 1 });
    const { gap, error } = middleGap(answers([[-1, -4, -2, -3], [-1, -4, -2, -3]]));
    assert.deepEqual([gap, error], [1, 0], "the middle of four is the mean of two");
  });

  it("put the pair that is asked for among the others, and know where it stands", () => {
    const [asked, other] = [{ key: "ab12", value: "cd34" }, { key: "ef56", value: "0789" }];
    const { prompt, answer, about } = questionAbout(asked, [other, asked]);
    const [json, question] = prompt.split("\n\n") as [string, string];
    assert.deepEqual(JSON.parse(json.slice(json.indexOf("{"))), { ef56: "0789", ab12: "cd34" });
    assert.equal(prompt.slice(about.start, about.end), '"ab12": "cd34"');
    assert.equal(question, 'Key: "ab12"\nValue: "');
    assert.equal(answer, "cd34");
    const closed = questionAbout(asked, []);
    assert.ok(!closed.prompt.includes("cd34"));
    assert.deepEqual(closed.about, { start: 0, end: 0 });
  });

  it("show the keys and values of every depth, each text with its pair", async () => {
    const settings = { pairs: 5, digits: 32, depths: 5, repetitions: 2 };
    await assert.rejects(runStatement({ id: "values-in-the-middle-are-lost", text: null, documents: [], settings, known: {} }, llama, never), { code: "text-too-long" });
    const found = await runStatement({ id: "values-in-the-middle-are-lost", text: null, documents: [], settings: { ...settings, digits: 5 }, known: {} }, llama, never);
    assert.equal(found.looks.length, 2 * 5);
    for (const { text, range, at, picture } of found.looks) {
      assert.ok(found.pictures.some(({ id }) => id === picture));
      const lines = text.slice(text.indexOf("{") + 1).split("\n").map(line => line.trim());
      assert.ok(lines[at]!.startsWith(text.slice(range.start, range.end)), "the pair stands at its place");
      const key = /^"([0-9a-f]{5})": "[0-9a-f]{5}"$/.exec(text.slice(range.start, range.end))?.[1];
      assert.ok(text.endsWith(`Key: "${key}"\nValue: "`));
    }
    await assert.rejects(runStatement({ id: "values-in-the-middle-are-lost", text: null, documents: [], settings: { pairs: 4 }, known: {} }, llama, never), { code: "input-invalid", message: /4 pairs have no 5 places/ });
  });

  it("put a fact where it is to stand, whatever the documents are", async () => {
    const given = (settings: NoteSettings, documents: readonly NoteDocument[] = [], text = SAMPLE_TEXT) => ({ loaded: llama, text, documents, spans: [], settings, signal: never, progress: () => undefined, point: () => Promise.resolve([]), show: () => undefined });
    const settings = { fact: " The cup is in the barn. ", question: "The cup is in the", answer: " barn", seed: 1, repetitions: 2 };
    const context = await FactContext.of(given(settings));
    for (const [depth, repetition] of [[0, 0], [0.5, 0], [1, 0], [0.5, 1]] as const) {
      const { prompt, answer, about } = context.at(depth, repetition, 120);
      assert.equal(prompt.slice(about.start, about.end), "The cup is in the barn.");
      assert.equal(answer, " barn");
      assert.ok(prompt.endsWith("\n\nThe cup is in the"));
      const share = about.start / (prompt.length - "The cup is in the barn. The cup is in the".length);
      assert.ok(Math.abs(share - depth) < 0.12, `${share} ${depth}`);
      const tokens = (await llama.tokenizer().encodePlain(prompt)).length;
      assert.ok(tokens >= 120 && tokens < 180, `${tokens}`);
    }
    assert.notEqual(context.at(0, 0, 120).prompt, context.at(0, 1, 120).prompt);
    assert.equal(context.oracle().prompt, "The cup is in the barn.\n\nThe cup is in the");
    assert.equal(context.closedBook().prompt, "The cup is in the");
    // Short documents come again; the chosen text counts where there are none.
    const lines = await FactContext.of(given(settings, [{ name: "list.txt", text: "It rains.\nIt snows.\nIt hails.\n" }]));
    assert.match(lines.at(0.5, 0, 9).prompt, /\.\nThe cup is in the barn\.\nIt/, "between lines it is a line");
    const documents = [{ name: "one.txt", text: "It rains. It snows." }];
    const short = await FactContext.of(given(settings, documents));
    assert.match(short.at(1, 0, 40).prompt, /(It rains. It snows.\n){2}/);
    assert.match((await FactContext.of(given(settings, [], "My own words."))).at(0, 0, 10).prompt, /^The cup is in the barn. My own words.\n/);
    await assert.rejects(FactContext.of(given(settings, [{ name: "empty", text: " " }])), { code: "text-empty" });
  });

  it("go on where a run was stopped", async () => {
    const finding = await checkResumes({ id: "values-in-the-middle-are-lost", loaded: llama, settings: { pairs: 4, depths: 3, repetitions: 3, seed: 5 } }, 7);
    assert.equal(finding.settings["seed"], 5);
    const [picture] = finding.pictures;
    assert.ok(picture?.kind === "curves");
    assert.deepEqual(picture.lines.map(({ name }) => name), ["in the context", "closed book", "oracle"]);
    assert.ok(picture.lines[0]!.spread!.every(value => value > 0));
    const documents = [{ name: "rain.txt", text: "It rained for days. The river rose. Nobody went out." }];
    const fact = await checkResumes({ id: "facts-in-the-middle-are-lost", loaded: llama, documents, settings: { tokens: 40, depths: 3, repetitions: 2 } }, 5);
    assert.equal(fact.settings["documents"], "rain.txt");
    // Each of the two sweeps has points of its own.
    const lengths = await checkResumes({ id: "encoder-decoders-hold-within-their-length", loaded: t5, settings: { within: 0.2, beyond: 1.5, depths: 3, repetitions: 2 } }, 12);
    assert.deepEqual([lengths.settings["tokens within"], lengths.settings["tokens beyond"]], [51, 384]);
    assert.equal(new Set(lengths.pictures.map(({ id }) => id)).size, 4);
  });
});
