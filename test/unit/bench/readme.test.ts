import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Cost } from "../../../bench/floors/cost";
import type { Figure, Section } from "../../../bench/report/figure";
import { markersOf, Readme, withBlocks } from "../../../bench/report/readme";
import { readmeTable, type Circumstances } from "../../../bench/report/readmeTable";
import { SECTIONS } from "../../../bench/sections/sections";

const rates = { floor: ({ bytes }: Cost) => ({ milliseconds: bytes / 1e6, by: "bytes" as const }) };
const all = (median: number) => ({ median, min: median, max: median, rounds: 3 });
const figure = (what: string, more: Partial<Figure> = {}): Figure => ({ of: "tiny", what, unit: "ms", values: all(5), ...more });
const circumstances: Circumstances = { date: "2026-11-23T10:00:00.000Z", machine: { processor: "Some CPU", cores: 2, memoryGb: 8, device: { inUse: "cpu", findings: [] } }, load: 1.25, quick: false };
const section = (figures: readonly Figure[]): Section => ({ name: "decode", title: "Decoding", notes: ["How | why."], figures });
const table = (figures: readonly Figure[], more: Partial<Circumstances> = {}): string => readmeTable(section(figures), rates, { ...circumstances, ...more });

describe("the read me's tables", () => {
  const [begin, end] = markersOf("decode");
  const [other, otherEnd] = markersOf("load");
  const text = `# A\n\nBy hand.\n\n${begin}\n\nold\n\n${end}\n\nMore.\n\n${other}\nkept\n${otherEnd}\n`;

  it("are replaced between the markers of the sections that were measured; all else stays", () => {
    const after = withBlocks(text, [{ name: "decode", text: "new $& $1" }, { name: "load", text: null }]);
    assert.equal(after, text.replace("old", () => "new $& $1"));
    assert.equal(withBlocks(after, [{ name: "decode", text: "new $& $1" }]), after, "written again, nothing changes");
    assert.equal(withBlocks(`${begin}${end}`, [{ name: "decode", text: "first" }]), `${begin}\n\nfirst\n\n${end}`);
  });

  it("need a place for each section, which is looked for before anything is measured", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "bench-readme-"));
    const file = path.join(folder, "README.md");
    try {
      for (const [wrong, name] of [[text, "view"], [text.replace(end, ""), "decode"], [text + begin, "decode"], [`${end}\n${begin}`, "decode"]] as const) {
        await writeFile(file, wrong);
        await assert.rejects(Readme.open(file, [name]), new RegExp(`section ${name} has no place`));
      }
      await writeFile(file, text);
      const readme = await Readme.open(file, ["decode", "load"]);
      await writeFile(file, `${text}Edited meanwhile.\n`);
      await readme.write([{ name: "decode", text: "new" }]);
      assert.equal(await readFile(file, "utf8"), `${text.replace("old", "new")}Edited meanwhile.\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("say when and on what they were measured, and how many goals are met", () => {
    const figures = [figure("a", { goal: 6 }), figure("b", { goal: 4 })];
    assert.match(table(figures), /^\*\*Decoding\*\*; 1 of 2 goals met; 2026-11-23, 2 cores \(Some CPU\), 8 GB, device cpu, load 1\.3\n\nHow \\\| why\.\n\n\| {2}\| Model Lens \| goal \|\n\|---\|---\|---\|\n\| tiny: a \| 5\.00 ms \| ≤ 6 ms met \|\n/);
    assert.match(table(figures, { quick: true }), /a quick run/);
    assert.doesNotMatch(table([figure("a")]), /goal/);
  });

  it("show what has a goal or a peer, and fold the rest away, and what is long", () => {
    const compared = [figure("a", { goal: 6 }), figure("b", { peer: { name: "theirs", values: all(10), ratio: all(0.5) } })];
    const both = table([...compared, figure("c")]);
    assert.match(both, /tiny: b \| 5\.00 ms \| 10\.0 ms \(theirs\) \| 0\.500 ×[^]*<details><summary>1 more<\/summary>\n\n[^]*tiny: c/);
    assert.doesNotMatch(table([figure("c"), figure("d")]), /<details>/);
    const long = table(Array.from({ length: 13 }, (_, at) => figure(String(at), { goal: 6 })));
    assert.match(long, /<details><summary>13 figures<\/summary>[^]*tiny: 12 /);
    assert.equal(long.split("| Model Lens |").length, 2, "in one table");
  });

  it("have a place in the project's own read me, each section one", async () => {
    await Readme.open(path.join(__dirname, "../../../README.md"), Object.keys(SECTIONS));
    assert.ok(Object.keys(SECTIONS).length > 10);
  });
});
