import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkPackage } from "../../scripts/checkPackage.mjs";

const MANIFEST = {
  name: "some",
  publisher: "somebody",
  displayName: "Some",
  description: "Does something.",
  version: "1.2.3",
  license: "MIT",
  icon: "icon.png",
  main: "./dist/extension.js",
  categories: ["Visualization"],
  keywords: ["some"],
  repository: { type: "git", url: "https://example.org/some.git" },
  activationEvents: ["onWebviewPanel:some"],
};

describe("the check of a package", () => {
  let folder: string;

  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const manifest = (change: Readonly<Record<string, unknown>>): void => write("package.json", JSON.stringify({ ...MANIFEST, ...change }));

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "package-"));
    manifest({});
    write("README.md", "# Some");
    write("CHANGELOG.md", "## 1.2.3");
    write("LICENSE", "MIT");
    write("THIRD_PARTY_NOTICES.txt", "none");
    write("dist/extension.js", "");
    cpSync("media/icon.png", path.join(folder, "icon.png"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("finds nothing wrong in one that is right", () => {
    assert.deepEqual(checkPackage(folder), []);
  });

  const broken: readonly (readonly [what: string, breakIt: () => void, finding: RegExp])[] = [
    ["an icon of another size", () => write("icon.png", "PNG"), /icon/],
    ["an icon that is not there", () => manifest({ icon: undefined }), /icon/],
    ["another licence", () => manifest({ license: "GPL-3.0" }), /licence/],
    ["no text of the licence", () => rmSync(path.join(folder, "LICENSE")), /licence/],
    ["no README", () => rmSync(path.join(folder, "README.md")), /README/],
    ["an SVG in the README", () => write("README.md", "![a](b.svg)"), /SVG/],
    ["a changelog that ends before this version", () => write("CHANGELOG.md", "## 1.2.2"), /CHANGELOG/],
    ["an unknown category", () => manifest({ categories: ["Interpretability"] }), /category/],
    ["no categories", () => manifest({ categories: [] }), /category/],
    ["no repository", () => manifest({ repository: undefined }), /repository/],
    ["no description", () => manifest({ description: "" }), /description/],
    ["activation with every window", () => manifest({ activationEvents: ["onStartupFinished"] }), /every window/],
    ["activation by anything", () => manifest({ activationEvents: ["*"] }), /every window/],
    ["a developer's manifest", () => manifest({ scripts: {} }), /developers/],
    ["no code", () => rmSync(path.join(folder, "dist"), { recursive: true }), /extension\.js is missing/],
    ["source maps", () => write("dist/extension.js.map", "{}"), /Source maps/],
    ["tests", () => write("test/a.js", ""), /Source maps or tests/],
    ["no notices", () => rmSync(path.join(folder, "THIRD_PARTY_NOTICES.txt")), /NOTICES/],
  ];
  for (const [what, breakIt, finding] of broken) {
    it(`finds ${what}`, () => {
      breakIt();
      const found = checkPackage(folder);
      assert.equal(found.length, 1, found.join(" "));
      assert.match(found.join(), finding);
    });
  }
});
