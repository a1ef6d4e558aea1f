import assert from "node:assert/strict";
import type { AnswerAlong } from "../../../../src/views/completion/answers";
import { Completions } from "../../../../src/views/completion/completions";
import { FakeClock, settled } from "./fakeClock";
import { REQUEST, ScriptedRuntime } from "./scriptedRuntime";

const texts = (answer: AnswerAlong | null): readonly string[] | null => answer && answer.suggestions.map(({ text }) => text);

describe("First words of a suggestion", () => {
  let runtime: ScriptedRuntime;
  let clock: FakeClock;
  let completions: Completions;
  let working: boolean[];

  beforeEach(() => {
    runtime = new ScriptedRuntime();
    clock = new FakeClock();
    working = [];
    completions = new Completions({ runtime, clock, load: () => Promise.resolve(), working: on => void working.push(on) });
  });
  afterEach(() => completions.dispose());

  /** Asks while somebody types, content with first words; what becomes of it can be looked at without waiting. */
  function askFirst(prefix: string, invoked = false, signal = new AbortController().signal) {
    const asked: { words: string | null; whole: Promise<AnswerAlong | null> | null; answer: AnswerAlong | null; settled: boolean } = { words: null, whole: null, answer: null, settled: false };
    const first = completions.first({ document: "a.ts", offset: prefix.length, invoked, ahead: false, signal, request: { ...REQUEST, prefix } });
    void first.then(one => Object.assign(asked, one !== null && "words" in one ? one : { answer: one }, { settled: true }));
    return asked;
  }

  it("come 80 ms after the question, and the whole behind them", async () => {
    const asked = askFirst("let x");
    await clock.pass(60);
    runtime.last.tell(" =", "");
    runtime.last.tell(" = compute(", " = compute(");
    await clock.pass(19);
    assert.equal(asked.settled, false);
    await clock.pass(1);
    assert.equal(asked.words, " = compute(");
    runtime.last.answer(" = compute(1);");
    assert.deepEqual(texts(await asked.whole), [" = compute(1);"]);
  });

  it("come later as soon as there are any", async () => {
    const asked = askFirst("let x");
    await clock.pass(400);
    runtime.last.tell(" = comp", "");
    await settled();
    assert.equal(asked.settled, false);
    runtime.last.tell(" = compute(", " = compute(");
    await settled();
    assert.equal(asked.words, " = compute(");
  });

  it("decide how long the next question waits: what a person sees is not kept back by what is still to come", async () => {
    askFirst("let x");
    await clock.pass(50);
    await clock.pass(90);
    runtime.last.tell(" = ", " =");
    await clock.pass(1910);
    runtime.last.answer(" = compute(1);");
    await settled();
    // Half of the 90 ms until there were words is less than VS Code has waited: it is asked at once.
    askFirst("let other");
    await settled();
    assert.equal(runtime.last.request.prefix, "let other");
  });

  it("go on behind what was typed since", async () => {
    askFirst("let x");
    await clock.pass(60);
    runtime.last.tell(" = compute(1, 2", " = compute(1,");
    const asked = askFirst("let x =");
    await clock.pass(80);
    assert.equal(asked.words, " compute(1,");
    assert.equal(runtime.heard.length, 1);
    const another = askFirst("let y");
    await clock.pass(50);
    assert.equal(await asked.whole, null, "it is no longer the newest");
    assert.equal(another.settled, false);
  });

  it("do not come where the whole is there in time, where it is all there is, and where somebody asks", async () => {
    const quick = askFirst("let x");
    await clock.pass(60);
    runtime.last.tell(" = ", " =");
    runtime.last.answer(" = 1");
    await settled();
    assert.deepEqual([quick.words, texts(quick.answer)], [null, [" = 1"]]);
    const wordless = askFirst("let y");
    await clock.pass(400);
    runtime.last.answer("z");
    await settled();
    assert.deepEqual([wordless.words, texts(wordless.answer)], [null, ["z"]]);
    const invoked = askFirst("let z", true);
    await settled();
    runtime.last.tell(" = 1 + ", " = 1");
    await clock.pass(500);
    assert.equal(invoked.settled, false);
    runtime.last.answer(" = 1 + 2");
    await settled();
    assert.deepEqual(texts(invoked.answer), [" = 1 + 2"]);
  });

  it("stop growing when they are hidden: the runtime hears of it at once, and there is no whole", async () => {
    const asked = askFirst("let x");
    await clock.pass(60);
    runtime.last.tell(" = compute(", " = compute(");
    await clock.pass(80);
    assert.equal(asked.words, " = compute(");
    assert.deepEqual(working, [true]);
    completions.stop("a.ts");
    assert.equal(runtime.last.signal.aborted, true);
    assert.equal(await asked.whole, null);
    await settled();
    assert.deepEqual([completions.underWay, working], [0, [true, false]]);
    askFirst("let x");
    await clock.pass(60);
    assert.equal(runtime.heard.length, 2, "it is asked anew");
  });

  it("do not come of what is taken back", async () => {
    const abort = new AbortController();
    const asked = askFirst("let x", false, abort.signal);
    await clock.pass(60);
    abort.abort();
    await clock.pass(80);
    assert.deepEqual([asked.settled, asked.words, asked.answer], [true, null, null]);
  });
});
