import assert from "node:assert/strict";
import { Cancelled, Problem } from "../../../../src/protocol/problem";
import type { AnswerAlong } from "../../../../src/views/completion/answers";
import { type CompletionQuestion, Completions } from "../../../../src/views/completion/completions";
import { FakeClock, settled } from "./fakeClock";
import { REQUEST, ScriptedRuntime } from "./scriptedRuntime";

const texts = (answer: AnswerAlong | null): readonly string[] | null => answer && answer.suggestions.map(({ text }) => text);

describe("completions", () => {
  let runtime: ScriptedRuntime;
  let clock: FakeClock;
  let loads: string[];
  let completions: Completions;

  beforeEach(() => {
    runtime = new ScriptedRuntime();
    clock = new FakeClock();
    loads = [];
    completions = new Completions({ runtime, clock, load: folder => (loads.push(folder), Promise.resolve()) });
  });
  afterEach(() => completions.dispose());

  /** Asks at the end of `prefix`; what becomes of it can be looked at without waiting. */
  function ask(prefix: string, more: Partial<CompletionQuestion> & { readonly request?: CompletionQuestion["request"] } = {}) {
    const asked: { settled: boolean; answer: AnswerAlong | null; error: unknown; promise: Promise<void> } = { settled: false, answer: null, error: null, promise: Promise.resolve() };
    const question = { document: "a.ts", offset: prefix.length, invoked: false, ahead: false, signal: new AbortController().signal, ...more, request: { ...REQUEST, ...more.request, prefix } };
    asked.promise = completions.complete(question).then(
      answer => void Object.assign(asked, { settled: true, answer }),
      (error: unknown) => void Object.assign(asked, { settled: true, error }),
    );
    return asked;
  }
  /** An answer that was given and is remembered. */
  async function known(prefix: string, ...answers: readonly string[]): Promise<void> {
    const asked = ask(prefix, { invoked: true });
    await settled();
    runtime.last.answer(...answers);
    await asked.promise;
    assert.deepEqual(texts(asked.answer), answers);
  }

  it("wait before the first request while somebody types, and load the model", async () => {
    const asked = ask("let x");
    await clock.pass(49);
    assert.equal(runtime.heard.length, 0);
    await clock.pass(1);
    assert.equal(runtime.heard.length, 1);
    assert.deepEqual(loads, ["/m"]);
    assert.deepEqual(runtime.last.request, REQUEST);
    runtime.last.answer(" = 1");
    await asked.promise;
    assert.deepEqual(texts(asked.answer), [" = 1"]);
  });

  it("do not wait when somebody asks", async () => {
    ask("let x", { invoked: true });
    await settled();
    assert.equal(runtime.heard.length, 1);
  });

  it("wait as the model's own speed demands, 300 ms at most", async () => {
    for (const [number, milliseconds, waits] of [[0, 1000, 300], [1, 60, 300], [2, 60, 0]] as const) {
      const asked = ask(`${number}`, { invoked: true });
      await clock.pass(milliseconds);
      runtime.last.answer("!");
      await asked.promise;
      const next = ask(`next ${number}`);
      await settled();
      assert.equal(clock.waits, waits === 300 && number === 1 ? 300 : waits, `after answer ${number}`);
      completions.stop("a.ts");
      await next.promise;
    }
  });

  it("answer the newest question of a document; the earlier is stopped and settles", async () => {
    const first = ask("let x", { invoked: true });
    await settled();
    const second = ask("let y", { invoked: true });
    await first.promise;
    assert.equal(first.answer, null);
    assert.equal(first.error, null);
    assert.ok(runtime.heard[0]?.signal.aborted);
    await settled();
    assert.equal(runtime.heard.length, 2);
    runtime.last.answer(" = 2");
    await second.promise;
    assert.deepEqual(texts(second.answer), [" = 2"]);
  });

  it("never send what was superseded while it waited", async () => {
    const asked = Array.from("functio", (_, index) => ask("functio".slice(0, index + 1)));
    await clock.pass(50);
    assert.deepEqual(runtime.heard.map(({ request }) => request.prefix), ["functio"]);
    await Promise.all(asked.slice(0, -1).map(({ promise }) => promise));
    assert.ok(asked.slice(0, -1).every(({ answer, error }) => answer === null && error === null));
  });

  it("leave other documents alone", async () => {
    ask("let x", { invoked: true });
    ask("let y", { invoked: true, document: "b.ts" });
    await settled();
    assert.deepEqual(runtime.heard.map(({ signal }) => signal.aborted), [false, false]);
  });

  it("answer from memory as long as what is typed is what was suggested", async () => {
    await known("let x", " = 10;");
    for (const [prefix, rest] of [["let x", " = 10;"], ["let x =", " 10;"], ["let x = 1", "0;"], ["let x =", " 10;"]] as const) {
      const asked = ask(prefix);
      await asked.promise;
      assert.deepEqual(texts(asked.answer), [rest]);
    }
    assert.equal(runtime.heard.length, 1);
    ask("let x =2", { invoked: true });
    await settled();
    assert.equal(runtime.heard.length, 2);
  });

  it("remember that there is nothing to say", async () => {
    await known("let x");
    const asked = ask("let x");
    await asked.promise;
    assert.deepEqual(texts(asked.answer), []);
    assert.equal(runtime.heard.length, 1);
  });

  it("ask anew where anything else of the request differs", async () => {
    await known("let x", " = 1");
    const others: Partial<typeof REQUEST>[] = [{ suffix: ")" }, { folder: "/other" }, { language: "markdown" }, { lines: "multiple" }, { contextTokens: 400 }, { newTokens: 8 }, { confidence: 0.5 }, { alternatives: 3 }, { neighbours: [{ name: "b.ts", text: "b" }] }];
    for (const [index, other] of others.entries()) {
      ask("let x", { invoked: true, request: { ...REQUEST, ...other } });
      await settled();
      assert.equal(runtime.heard.length, index + 2, JSON.stringify(other));
    }
  });

  it("take an answer with more alternatives for one with fewer", async () => {
    const asked = ask("let x", { invoked: true, request: { ...REQUEST, alternatives: 3 } });
    await settled();
    runtime.last.answer(" = 1", " = 2", "y");
    await asked.promise;
    const fewer = ask("let x =");
    await fewer.promise;
    assert.deepEqual(texts(fewer.answer), [" 1", " 2"]);
    assert.equal(runtime.heard.length, 1);
  });

  it("keep a request that says what is typed meanwhile", async () => {
    const first = ask("let x", { invoked: true });
    await settled();
    runtime.last.tell(" = ");
    const second = ask("let x =");
    await first.promise;
    const third = ask("let x = 1");
    await second.promise;
    runtime.last.tell(" = 10");
    runtime.last.answer(" = 10;");
    await third.promise;
    assert.deepEqual(texts(third.answer), ["0;"]);
    assert.equal(third.answer?.typed, " = 1");
    assert.equal(runtime.heard.length, 1);
    assert.equal(runtime.last.signal.aborted, false);
  });

  it("stop a request as soon as it says something else than was typed", async () => {
    ask("let x", { invoked: true });
    await settled();
    const second = ask("let x:", { invoked: true });
    await settled();
    assert.equal(runtime.heard.length, 1, "nothing has come that contradicts");
    runtime.heard[0]?.tell(" = ");
    await settled();
    assert.ok(runtime.heard[0]?.signal.aborted);
    assert.equal(runtime.last.request.prefix, "let x:");
    runtime.last.answer(" number");
    await second.promise;
    assert.deepEqual(texts(second.answer), [" number"]);
  });

  it("ask anew when what came in the end is something else", async () => {
    ask("let x", { invoked: true });
    await settled();
    const second = ask("let x:", { invoked: true });
    await settled();
    runtime.last.answer(" = 1");
    await settled();
    assert.equal(runtime.heard.length, 2);
    runtime.last.answer(" any");
    await second.promise;
    assert.deepEqual(texts(second.answer), [" any"]);
  });

  it("stop at the edit itself what it contradicts, and only then", async () => {
    const asked = ask("let x", { invoked: true });
    await settled();
    runtime.last.tell(" = 1");
    completions.edited("a.ts", [{ rangeOffset: 5, rangeLength: 0, text: " " }]);
    completions.edited("a.ts", [{ rangeOffset: 6, rangeLength: 0, text: "=" }]);
    assert.equal(runtime.last.signal.aborted, false);
    completions.edited("a.ts", [{ rangeOffset: 7, rangeLength: 0, text: ">" }]);
    assert.equal(runtime.last.signal.aborted, true);
    await asked.promise;
    assert.equal(asked.answer, null);
  });

  it("stop what nobody comes back for", async () => {
    const abort = new AbortController();
    const asked = ask("let x", { invoked: true, signal: abort.signal });
    await settled();
    abort.abort();
    await asked.promise;
    await clock.pass(299);
    assert.equal(runtime.last.signal.aborted, false);
    await clock.pass(1);
    assert.equal(runtime.last.signal.aborted, true);
  });

  it("ask already for what comes behind a suggestion, and keep that while it is typed", async () => {
    const asked = ask("let x", { invoked: true, ahead: true });
    await settled();
    runtime.last.answer(" = 10;");
    await asked.promise;
    await settled();
    assert.equal(runtime.last.request.prefix, "let x = 10;");
    const typing = ask("let x =", { ahead: true });
    await typing.promise;
    assert.equal(runtime.heard.length, 2);
    assert.equal(runtime.last.signal.aborted, false);
    const accepted = ask("let x = 10;", { ahead: true });
    await settled();
    runtime.last.answer(" // ten");
    await accepted.promise;
    assert.deepEqual(texts(accepted.answer), [" // ten"]);
    assert.deepEqual(runtime.heard.map(({ request }) => request.prefix), ["let x", "let x = 10;", "let x = 10; // ten"]);
    ask("let y", { invoked: true });
    await settled();
    assert.equal(runtime.heard[2]?.signal.aborted, true, "what is typed leads elsewhere");
  });

  it("say what is asked ahead, and ask anew where that was too much work", async () => {
    const asked = ask("let x", { invoked: true, ahead: true });
    await settled();
    assert.equal(runtime.last.request.ahead, undefined);
    runtime.last.answer(" = 10;");
    await asked.promise;
    await settled();
    assert.equal(runtime.last.request.ahead, true);
    runtime.last.fail(new Cancelled());
    await settled();
    const accepted = ask("let x = 10;", { invoked: true });
    await settled();
    assert.equal(runtime.last.request.ahead, undefined);
    runtime.last.answer(" // ten");
    await accepted.promise;
    assert.deepEqual(texts(accepted.answer), [" // ten"]);
  });

  it("try once more, unseen, when the runtime dies", async () => {
    const asked = ask("let x", { invoked: true });
    await settled();
    assert.equal(completions.underWay, 1);
    runtime.last.fail(new Problem("runtime-exited", "It died."));
    await settled();
    assert.equal(runtime.heard.length, 2);
    runtime.last.answer(" = 1");
    await asked.promise;
    assert.deepEqual(texts(asked.answer), [" = 1"]);
    assert.equal(completions.underWay, 0);
  });

  it("do not take a death under what was taken back for a failure", async () => {
    const stale = ask("let x", { invoked: true });
    await settled();
    completions.stop("a.ts");
    runtime.last.fail(new Problem("runtime-exited", "It died."));
    await stale.promise;
    ask("let y");
    await clock.pass(300);
    assert.equal(runtime.last.request.prefix, "let y");
  });

  it("leave a model that fails alone for half a minute, unless somebody asks", async () => {
    const first = ask("let x");
    await clock.pass(50);
    for (let attempt = 0; attempt < 2; attempt++) {
      runtime.last.fail(new Problem("runtime-exited", "It died."));
      await settled();
    }
    await first.promise;
    assert.ok(first.error instanceof Problem);
    const second = ask("let y");
    await clock.pass(50);
    await second.promise;
    assert.equal(second.answer, null);
    assert.equal(runtime.heard.length, 2);
    ask("let y", { invoked: true });
    await settled();
    assert.equal(runtime.heard.length, 3);
    await clock.pass(30_000);
    ask("let z");
    await clock.pass(300);
    assert.equal(runtime.heard.length, 4);
  });

  it("forget what nobody can explain any more", async () => {
    await known("let x", " = 1");
    completions.forget();
    ask("let x", { invoked: true });
    await settled();
    assert.equal(runtime.heard.length, 2);
  });

  it("settle everything when they are disposed", async () => {
    const waiting = ask("let x");
    const running = ask("let y", { invoked: true, document: "b.ts" });
    await settled();
    completions.dispose();
    await Promise.all([waiting.promise, running.promise]);
    assert.deepEqual([waiting.answer, running.answer], [null, null]);
    assert.ok(runtime.heard.every(({ signal }) => signal.aborted));
    assert.equal(clock.waits, 0);
  });
});
