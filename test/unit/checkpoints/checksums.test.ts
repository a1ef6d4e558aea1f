import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { parseChecksums, verifyChecksums } from "../../../src/runtime/checkpoints/checksums";
import { writeFiles } from "./modelFolder";
import { rejectsWith } from "./rejectsWith";
import { temporaryFolder } from "./temporaryFolder";

const MODELS = path.resolve("models");
const sumOf = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

describe("checksums", () => {
  describe("of the embedded models", () => {
    it("agree with their files, every file that is loaded among them", async () => {
      const listed = new Map(parseChecksums(await readFile(path.join(MODELS, "SHA256SUMS"), "utf8")).map(({ file, sum }) => [file, sum]));
      const folders = (await readdir(MODELS, { withFileTypes: true })).filter(entry => entry.isDirectory()).map(entry => entry.name);
      assert.ok(folders.length > 0);
      const files = (await Promise.all(folders.map(async folder => (await readdir(path.join(MODELS, folder))).map(file => `${folder}/${file}`)))).flat();
      assert.deepEqual([...listed.keys()].sort(), files.filter(file => /\.(json|safetensors)$/.test(file)).sort());
      for (const [file, sum] of listed) assert.equal(sumOf(await readFile(path.join(MODELS, file))), sum, file);
      for (const folder of folders) await verifyChecksums(MODELS, path.join(MODELS, folder));
    });

    it("go with a card that says what it is, from what, and how it may be used", async () => {
      for (const entry of await readdir(MODELS, { withFileTypes: true })) {
        if (!entry.isDirectory()) continue;
        const card = await readFile(path.join(MODELS, entry.name, "README.md"), "utf8");
        for (const heading of ["## Data", "## Training", "## Evaluation", "## Limits"]) assert.ok(card.includes(heading), `${entry.name}: ${heading}`);
        assert.match(card, /^license: mit$/m);
      }
    });
  });

  describe("of a folder", () => {
    const folder = temporaryFolder();
    const model = (): string => path.join(folder(), "tiny");
    beforeEach(async () => {
      await writeFiles(model(), { "config.json": "{}", "other.json": "[]" });
      await writeFile(path.join(folder(), "SHA256SUMS"), `${sumOf("{}")}  tiny/config.json\r\n${sumOf("[]")} *tiny/other.json\n${sumOf("x")}  tiny-too/config.json\n`);
    });

    it("agree", () => verifyChecksums(folder(), model()));

    it("differ when a file was changed", async () => {
      await writeFile(path.join(model(), "other.json"), "[ ]");
      const problem = await rejectsWith(verifyChecksums(folder(), model()), "checkpoint-damaged", /other\.json is not the file that was shipped/);
      assert.match(problem.remedy ?? "", /Install the extension again/);
    });

    it("miss a file that was removed, a model that is not listed, a list that is not there or none", async () => {
      await rm(path.join(model(), "config.json"));
      await rejectsWith(verifyChecksums(folder(), model()), "checkpoint-damaged", /config\.json does not exist/);
      await rejectsWith(verifyChecksums(folder(), path.join(folder(), "tin")), "checkpoint-damaged", /lists no file of/);
      await writeFile(path.join(folder(), "SHA256SUMS"), "nonsense\n");
      await rejectsWith(verifyChecksums(folder(), model()), "checkpoint-damaged", /a line that is no checksum: "nonsense"/);
      await rm(path.join(folder(), "SHA256SUMS"));
      await rejectsWith(verifyChecksums(folder(), model()), "checkpoint-damaged", /SHA256SUMS does not exist/);
    });
  });
});
