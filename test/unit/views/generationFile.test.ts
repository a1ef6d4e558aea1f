import assert from "node:assert/strict";
import type { GenerationItem } from "../../../src/protocol/generation";
import { Problem } from "../../../src/protocol/problem";
import { SAVED_MOST } from "../../../src/protocol/savedGeneration";
import { checkSize, readGenerationFile } from "../../../src/views/panels/generationFile";
import { modelAtHand } from "../../../src/views/panels/modelAtHand";
import { ended, newColumn, withItems } from "../../../webview/generation/column";
import { savedRun } from "../../../webview/generation/savedRun";
import { fixtureRun, request, started, step } from "../webview/generation/items";

const BESIDE = { saved: new Date("2026-11-23T10:00:00Z"), source: "a.md:1", text: "abc", checksum: "c0ffee", helper: null };
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const reading = (text: string) => () => readGenerationFile(bytesOf(text), "a.generation.json");
const refused = (words: RegExp) => (error: unknown) => error instanceof Problem && error.code === "input-invalid" && words.test(error.message) && (error.remedy ?? "") !== "";

function saved(options: Readonly<Record<string, unknown>>, { prefix = 2 }: { readonly prefix?: number | null } = {}) {
  const { items, texts } = fixtureRun(options);
  const all: GenerationItem[] = [started({ options }), ...items];
  const column = ended(withItems(newColumn(0, { ...request, options, ...(prefix !== null && { prefix }) }), all), { finished: { texts, milliseconds: 5, computed: 9, reused: 0 } });
  return { column, json: savedRun(column, BESIDE) };
}

describe("the file of a saved run", () => {
  for (const options of [{ max_new_tokens: 6 }, { num_beams: 3, max_new_tokens: 6 }, { prompt_lookup_num_tokens: 4, max_new_tokens: 8 }, { penalty_alpha: 0.6, max_new_tokens: 4 }, { do_sample: true, seed: 3, mbr_samples: 3, max_new_tokens: 4 }]) {
    it(`holds all that was told: ${JSON.stringify(options)}`, () => {
      const { column, json } = saved(options);
      const opened = readGenerationFile(bytesOf(json), "a.generation.json");
      assert.deepEqual(withItems(newColumn(0, column.request), opened.items), { ...column, status: "running", finished: null });
      assert.deepEqual(opened.finished, column.finished);
      assert.deepEqual([opened.saved, opened.source, opened.text, opened.prefix, opened.checksum, opened.status], ["2026-11-23T10:00:00.000Z", "a.md:1", "abc", 2, "c0ffee", "done"]);
    });
  }

  it("tells a run without a prefix from one as the model was trained; in files of before a beginning tells of none", () => {
    for (const prefix of [null, 0, 3]) assert.equal(readGenerationFile(bytesOf(saved({}, { prefix }).json), "x").prefix, prefix);
    const before = JSON.parse(saved({}).json) as { items: Record<string, unknown>[] };
    delete before.items[0]?.["prefix"];
    const [begun] = readGenerationFile(bytesOf(JSON.stringify(before)), "x").items;
    assert.ok(begun?.kind === "started");
    assert.equal(begun.prefix, 0);
  });

  it("keeps numbers that are not finite, and what a branch was given", () => {
    const one = step(0, 4);
    const odd = { ...one, explained: { ...one.explained, raw: { ...one.explained.raw, surprisal: Infinity } } };
    const given = [{ token: odd.token, text: "e", surprisal: NaN, explained: null, weighed: null, milliseconds: 0, given: true }];
    const column = withItems(newColumn(0, request, null, given), [started({ given: [odd.token] }), odd]);
    const opened = readGenerationFile(bytesOf(savedRun(column, BESIDE)), "x");
    const [, told] = opened.items;
    assert.ok(told?.kind === "step");
    assert.equal(told.explained.raw.surprisal, Infinity);
    assert.deepEqual(opened.given, [{ token: odd.token, text: "e", surprisal: NaN, explained: null }]);
    assert.equal(opened.status, "running");
  });

  it("names both models of a run that has two; files of before knew the second by its folder alone", () => {
    const helper = { folder: "/b/small", as: "draft", model: "small", checksum: "facade" } as const;
    const column = withItems(newColumn(0, { ...request, helper: { folder: "/b/small", as: "draft" } }), [started(), step(0, 4)]);
    const json = savedRun(column, { ...BESIDE, helper });
    assert.deepEqual(readGenerationFile(bytesOf(json), "x").helper, helper);
    const before = JSON.parse(json) as Record<string, unknown>;
    before["helper"] = { folder: "/b/small", as: "draft" };
    assert.deepEqual(readGenerationFile(bytesOf(JSON.stringify(before)), "x").helper, { ...helper, model: null, checksum: null });
    before["helper"] = { ...helper, checksum: 7 };
    assert.throws(reading(JSON.stringify(before)), refused(/helper\.checksum is not a text/));
  });

  it("is refused, with a remedy, where it is none", () => {
    const { json } = saved({ num_beams: 2, max_new_tokens: 3 });
    const changed = (change: (run: Record<string, unknown>) => void) => {
      const run = JSON.parse(json) as Record<string, unknown>;
      change(run);
      return JSON.stringify(run);
    };
    const items = (run: Record<string, unknown>) => run["items"] as Record<string, unknown>[];
    const cases: readonly (readonly [string, RegExp])[] = [
      ["", /whole JSON/],
      [json.slice(0, json.length / 2), /whole JSON/],
      ["null", /does not say/],
      ["[1, 2]", /does not say/],
      ['{"format": "notes"}', /does not say/],
      [changed(run => (run["version"] = 1)), /earlier Model Lens/],
      [changed(run => (run["version"] = 3)), /another version/],
      [changed(run => (run["items"] = [])), /no beginning/],
      [changed(run => items(run).push(items(run)[0]!)), /begins twice/],
      [changed(run => (items(run)[1]!["step"] = 1e9)), /step is not a whole number/],
      [changed(run => (items(run)[1]!["step"] = 2)), /another's place/],
      [changed(run => (items(run)[1]!["kind"] = "constructor")), /no known kind/],
      [changed(run => (items(run)[1]!["beams"] = [])), /comes from none/],
      [changed(run => (items(run)[0]!["model"] = "x".repeat(1e5))), /model is not a text of up to/],
      [changed(run => (run["saved"] = "yesterday")), /no date/],
      [changed(run => (run["prefix"] = -1)), /prefix is not/],
      [changed(run => delete run["options"]), /options is not an object/],
    ];
    for (const [text, words] of cases) assert.throws(reading(text), refused(words), text.slice(0, 80));
    assert.throws(() => readGenerationFile(Uint8Array.of(0x7b, 0xff, 0xfe), "x"), refused(/whole JSON/));
    assert.throws(() => checkSize(100 * 1024 ** 2, "x"), refused(/100 MB; .* up to 64 MB/));
    checkSize(SAVED_MOST, "x");
  });

  it("leaves out what is not known of it", () => {
    const { json } = saved({ max_new_tokens: 2 });
    const opened = readGenerationFile(bytesOf(json.replace("{", '{"__proto__": {"evil": 1}, "more": 1,')), "x");
    assert.ok(!("evil" in opened) && !("more" in opened));
    assert.equal(readGenerationFile(bytesOf(json.replace('"a.md:1"', '"a\\u202e\\u0007.md:1"')), "x").source, "a.md:1", "nothing that turns other words around");
  });
});

describe("the model of a saved run", () => {
  const model = (folder: string, name: string) => ({ folder, name, encoderDecoder: false, noPrefix: null });
  const sums: Readonly<Record<string, string>> = { "/a/lens": "1", "/b/lens": "2", "/c/other": "3" };
  const found = Object.keys(sums).map(folder => model(folder, folder.split("/").at(-1) ?? ""));
  const asked: string[] = [];
  const at = (folder: string, name: string, checksum: string | null, among = found) =>
    modelAtHand({ model: name, folder, checksum }, among, where => {
      asked.push(where);
      return Promise.resolve(sums[where] ?? null);
    });

  it("is found in its folder, under its name, or anywhere, by its checksum", async () => {
    assert.equal((await at("/a/lens", "lens", "1")).folder, "/a/lens");
    assert.equal((await at("/gone/lens", "lens", "2")).folder, "/b/lens");
    assert.equal((await at("/gone/renamed", "renamed", "3")).folder, "/c/other");
    assert.equal((await at("/a/lens", "lens", null)).folder, "/a/lens", "it could not be read when the run was saved");
  });

  it("is not at hand otherwise, and no folder that a file names is looked into", async () => {
    assert.match((await at("/a/lens", "lens", "9")).missing ?? "", /another checksum/);
    assert.match((await at("/etc/secrets", "secrets", "9")).missing ?? "", /not among the models/);
    assert.match((await at("/etc/secrets", "secrets", null)).missing ?? "", /no checksum to know it by/);
    assert.match((await at("/a/lens", "lens", "1", [])).missing ?? "", /no models were found/);
    assert.ok(!asked.includes("/etc/secrets"));
  });
});
