import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { Newest } from "../../../webview/ui/newest";

describe("newest", () => {
  it("sends one at a time, and of what came meanwhile only the last", async () => {
    const sent: number[] = [];
    const waiting: (() => void)[] = [];
    const newest = new Newest<number>(value => {
      sent.push(value);
      return new Promise<void>(resolve => {
        waiting.push(resolve);
      });
    });
    for (const value of [1, 2, 3, 4]) newest.offer(value);
    assert.deepEqual(sent, [1]);
    waiting.shift()?.();
    await turn();
    assert.deepEqual(sent, [1, 4]);
    newest.offer(4);
    waiting.shift()?.();
    await turn();
    newest.offer(4);
    assert.deepEqual(sent, [1, 4]);
    newest.offer(5);
    assert.deepEqual(sent, [1, 4, 5]);
  });

  it("compares as it is told to", () => {
    const sent: string[] = [];
    const newest = new Newest<{ name: string }>(
      value => Promise.resolve(sent.push(value.name)),
      (one, other) => one.name === other.name,
    );
    newest.offer({ name: "a" });
    newest.offer({ name: "a" });
    assert.deepEqual(sent, ["a"]);
  });
});
