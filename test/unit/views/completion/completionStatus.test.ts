import assert from "node:assert/strict";
import { CompletionPause } from "../../../../src/views/completion/completionPause";
import { completionBrief, completionLines, completionSpoken, type CompletionShown, pauseIcon } from "../../../../src/views/completion/completionText";
import { AdaptiveDelay } from "../../../../src/views/completion/adaptiveDelay";
import { FakeClock } from "./fakeClock";
import { result, suggestion } from "./scriptedRuntime";

describe("pause and snooze", () => {
  const stored = new Map<string, unknown>();
  const store = { get: <T>(key: string) => stored.get(key) as T | undefined, update: (key: string, value: unknown) => (stored.set(key, value), Promise.resolve()) };
  let clock: FakeClock;
  let told: number;
  const make = (): CompletionPause => new CompletionPause(store, "pause", clock, () => told++);

  beforeEach(() => {
    stored.clear();
    clock = new FakeClock();
    told = 0;
  });

  it("pauses until it is taken back, in the next window too", () => {
    make().pause();
    assert.equal(make().state.kind, "paused");
    make().resume();
    assert.equal(make().state.kind, "on");
    assert.equal(told, 2);
  });

  it("wakes by itself, and says so", async () => {
    const pause = make();
    pause.snooze(5);
    assert.deepEqual(pause.state, { kind: "snoozed", until: new Date(300_000) });
    await clock.pass(299_999);
    assert.equal(make().state.kind, "snoozed");
    assert.equal(told, 1);
    await clock.pass(1);
    assert.equal(pause.state.kind, "on");
    assert.ok(told >= 2);
  });

  it("can be longer or shorter than thought at first", async () => {
    const pause = make();
    pause.snooze(5);
    pause.snooze(15);
    await clock.pass(10 * 60_000);
    assert.equal(pause.state.kind, "snoozed");
    pause.resume();
    assert.equal(pause.state.kind, "on");
    assert.equal(clock.waits, 0);
  });
});

describe("completion in the status bar", () => {
  const unsure = { ...suggestion(" = 1\n"), uncertain: { token: " 1", probability: 0.41, runnerUp: "\n", runnerUpProbability: 0.3 } };
  const shown: CompletionShown = { enabled: true, pause: { kind: "on" }, last: { result: result(" = 1\n"), suggestions: [unsure], invoked: false }, atCursor: null, problem: null };

  it("has speed and times of the last suggestion, while suggestions come by themselves", () => {
    assert.deepEqual(completionBrief(shown), ["100 tokens/s", "20/50 ms"]);
    assert.deepEqual(completionBrief({ ...shown, enabled: false }), []);
    assert.deepEqual(completionBrief({ ...shown, last: null }), []);
    assert.deepEqual(completionBrief({ ...shown, last: { suggestions: [], result: { ...result(), newTokens: 1 }, invoked: false } }), ["20/50 ms"]);
  });

  it("has the first unsure token and the next best while the suggestion is at the cursor", () => {
    const at = { ...shown, atCursor: unsure };
    assert.deepEqual(completionBrief(at), ["100 tokens/s", "20/50 ms", "?1 41 % | ⏎ 30 %"]);
    assert.deepEqual(completionBrief({ ...at, atCursor: suggestion(" = 1") }), ["100 tokens/s", "20/50 ms"], "sure of all");
    assert.deepEqual(completionBrief({ ...at, enabled: false }), [], "the setting was turned off");
    assert.ok(shown.last);
    const asked = { ...shown, enabled: false, last: { ...shown.last, invoked: true } };
    assert.deepEqual(completionBrief(asked), []);
    assert.deepEqual(completionBrief({ ...asked, atCursor: unsure }), ["100 tokens/s", "20/50 ms", "?1 41 % | ⏎ 30 %"]);
  });

  it("stays narrow, and has no icons but its own", () => {
    const brief = (token: string, runnerUp: string): string | undefined => completionBrief({ ...shown, atCursor: { ...unsure, uncertain: { token, runnerUp, probability: 0.004, runnerUpProbability: 0.003 } } }).at(-1);
    assert.equal(brief(" internationalisation", "\t\t"), "?internati… 0 % | ⇥⇥ 0 %");
    assert.equal(brief("$(eye)", "  "), "?$\u200b(eye) 0 % | ␣␣ 0 %");
    assert.equal(brief("🦊".repeat(12), "."), `?${"🦊".repeat(9)}… 0 % | . 0 %`);
  });

  it("is spoken: state, time, and where the model was unsure", () => {
    assert.deepEqual(completionSpoken({ ...shown, atCursor: unsure }), ["Completion: while typing", "Last suggestion in 50 ms", "First unsure at “ 1” (41 %); next best “⏎” (30 %)"]);
    assert.deepEqual(completionSpoken({ ...shown, enabled: false }), ["Completion: when asked"]);
    assert.deepEqual(completionSpoken({ ...shown, last: null, problem: "It does not fit." }), ["Completion: while typing", "No suggestion: It does not fit."]);
  });

  it("says that it is paused or snoozed, and until when", () => {
    assert.equal(pauseIcon(shown), null);
    assert.equal(pauseIcon({ ...shown, pause: { kind: "paused" } }), "$(debug-pause)");
    const snoozed = { ...shown, pause: { kind: "snoozed", until: new Date(2026, 0, 1, 15, 40) } } as const;
    assert.equal(pauseIcon(snoozed), "$(bell-slash)");
    assert.match(completionLines(snoozed)[0] ?? "", /snoozed until .*40/);
    assert.equal(completionLines({ ...shown, enabled: false })[0], "Completion: when asked");
  });

  it("tells where the model was unsure, of what it read, and of the alternatives", () => {
    const text = completionLines(shown).join("\n");
    assert.match(text, /First unsure at “ 1” \(41 %\); next best “⏎” \(30 %\)/);
    assert.match(text, /100 tokens, 2 of them anew/);
    const several = completionLines({ ...shown, last: { result: result(), suggestions: [suggestion(" a"), suggestion(" b\nc")], invoked: true } }).join("\n");
    assert.match(several, /Sure of every token/);
    assert.match(several, /1\. “a” \(mean log-probability -0\.50\)\n2\. “b”/);
  });

  it("tells why nothing came", () => {
    assert.match(completionLines({ ...shown, last: { suggestions: [], result: { ...result(), nothing: "confidence" }, invoked: false } }).join("\n"), /Nothing was suggested: the model was not sure enough/);
    assert.match(completionLines({ ...shown, problem: "It does not fit." }).join("\n"), /No suggestion: It does not fit\./);
  });
});

describe("the wait before a request", () => {
  it("follows the median of the last answers", () => {
    const delay = new AdaptiveDelay();
    assert.equal(delay.milliseconds, 50);
    for (const latency of [200, 200, 9000]) delay.note(latency);
    assert.equal(delay.milliseconds, 50);
    for (let answer = 0; answer < 15; answer++) delay.note(80);
    assert.equal(delay.milliseconds, 0);
    for (let answer = 0; answer < 15; answer++) delay.note(5000);
    assert.equal(delay.milliseconds, 300);
  });
});
