import assert from "node:assert/strict";
import { FAINTEST, linksOf, lineStyle, rowMiddle } from "../../../webview/draw/links";

describe("links", () => {
  const strengths = Float32Array.from({ length: 200 }, (_, index) => (index % 7 === 0 ? 0.9 - index / 400 : index % 2 === 0 ? 0.2 : 0.01));

  it("go from the query that reads, or to the key that is read", () => {
    assert.deepEqual(linksOf(1, "reads", [0.5, 0, 0.75], 0, 3), [
      { query: 1, key: 0, strength: 0.5 },
      { query: 1, key: 2, strength: 0.75 },
    ]);
    assert.deepEqual(linksOf(1, "read-by", [0.5], 0, 3), [{ query: 0, key: 1, strength: 0.5 }]);
  });

  it("are all those in sight and the strongest beyond, the strongest on top", () => {
    const links = linksOf(3, "reads", strengths, 100, 118);
    for (let key = 100; key < 118; key++) assert.equal(links.some(link => link.key === key), strengths[key]! >= FAINTEST, `key ${key}`);
    const beyond = links.filter(({ key }) => key < 100 || key >= 118);
    assert.ok(beyond.length > 0 && beyond.length <= 10);
    assert.ok(beyond.every(({ key }) => key % 7 === 0));
    for (let index = 1; index < links.length; index++) assert.ok(links[index]!.strength >= links[index - 1]!.strength);
  });

  it("are thicker and denser the stronger they are", () => {
    for (let step = 1; step <= 10; step++) {
      const [less, more] = [lineStyle((step - 1) / 10), lineStyle(step / 10)];
      assert.ok(more.width > less.width && more.opacity > less.opacity && more.opacity <= 1);
    }
    assert.equal(rowMiddle(3, 22, 50), 27);
  });
});
