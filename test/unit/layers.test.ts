import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { layerRules } from "../../scripts/lint/layers.mjs";

/** A small project with a file in every layer; what they import is replaced case by case. */
const FILES = [
  "src/protocol/contract.ts",
  "src/protocol/other.ts",
  "src/report/html.ts",
  "src/runtime/main.ts",
  "src/runtime/session.ts",
  "src/runtime/model/recipe.ts",
  "src/runtime/decoding/adapters.ts",
  "src/views/panel.ts",
  "src/extension.ts",
  "src/cli.ts",
  "webview/ui/button.ts",
  "webview/draw/heatmap.ts",
  "webview/attention/main.ts",
  "webview/tokens/main.ts",
  "webview/gallery/main.ts",
  "test/unit/some.ts",
];

const PATHS = "import-x/no-restricted-paths";
const PACKAGES = "no-restricted-imports";
const SYNTAX = "no-restricted-syntax";

const REFUSED: readonly (readonly [file: string, code: string, rule: string])[] = [
  ["src/protocol/contract.ts", 'import "../runtime/main";', PATHS],
  ["src/protocol/contract.ts", 'import "../views/panel";', PATHS],
  ["src/protocol/contract.ts", 'import "../../webview/ui/button";', PATHS],
  ["src/protocol/contract.ts", 'import "vscode-jsonrpc";', PACKAGES],
  ["src/protocol/contract.ts", 'import "node:fs";', "import-x/no-nodejs-modules"],
  ["src/protocol/contract.ts", 'import "../report/html";', PATHS],
  ["src/report/html.ts", 'import "../runtime/main";', PATHS],
  ["src/report/html.ts", 'import "../views/panel";', PATHS],
  ["src/report/html.ts", 'import "../../webview/draw/heatmap";', PATHS],
  ["src/report/html.ts", 'import "lit-html";', PACKAGES],
  ["src/report/html.ts", 'import "node:fs";', "import-x/no-nodejs-modules"],
  ["src/runtime/main.ts", 'import "../report/html";', PATHS],
  ["src/extension.ts", 'import "./report/html";', PATHS],
  ["src/runtime/main.ts", 'import type { window } from "vscode"; export type W = typeof window;', PACKAGES],
  ["src/runtime/main.ts", 'export const late = import("vscode");', SYNTAX],
  ["src/runtime/main.ts", 'import "../views/panel";', PATHS],
  ["src/runtime/main.ts", 'import "../../webview/draw/heatmap";', PATHS],
  ["src/runtime/main.ts", 'import "../extension";', PATHS],
  ["src/runtime/main.ts", 'import "onnxruntime-node";', PACKAGES],
  ["src/runtime/main.ts", 'export const late = import("onnxruntime-node");', SYNTAX],
  ["src/runtime/main.ts", 'import "../../test/unit/some";', PATHS],
  ["src/runtime/decoding/adapters.ts", 'import "../model/recipe";', PATHS],
  ["src/views/panel.ts", 'import "../runtime/main";', PATHS],
  ["src/views/panel.ts", 'import type { x } from "../runtime/model/recipe"; export type X = typeof x;', PATHS],
  ["src/views/panel.ts", 'import "../../webview/attention/main";', PATHS],
  ["src/extension.ts", 'import "./runtime/main";', PATHS],
  ["src/cli.ts", 'import "./views/panel";', PATHS],
  ["webview/attention/main.ts", 'import "../tokens/main";', PATHS],
  ["webview/attention/main.ts", 'import "../gallery/main";', PATHS],
  ["webview/attention/main.ts", 'import "../../src/runtime/main";', PATHS],
  ["webview/attention/main.ts", 'import "../../src/views/panel";', PATHS],
  ["webview/attention/main.ts", 'import "node:path";', "import-x/no-nodejs-modules"],
  ["webview/attention/main.ts", 'import "fs";', "import-x/no-nodejs-modules"],
  ["webview/attention/main.ts", 'import "@vscode/webview-ui-toolkit";', PACKAGES],
  ["webview/draw/heatmap.ts", 'import "@vscode/webview-ui-toolkit/dist/button";', PACKAGES],
  ["webview/ui/button.ts", 'import "../attention/main";', PATHS],
  ["webview/ui/button.ts", 'import "vscode";', PACKAGES],
  ["src/views/panel.ts", 'export * from "../protocol/contract";', SYNTAX],
  ["src/views/panel.ts", "export default 1;", "import-x/no-default-export"],
];

const ADMITTED: readonly (readonly [file: string, code: string])[] = [
  ["src/protocol/contract.ts", 'import "./other";'],
  ["src/runtime/main.ts", 'import "node:fs"; import "../protocol/contract"; import "./session"; import "vscode-jsonrpc";'],
  ["src/report/html.ts", 'import "../protocol/contract";'],
  ["src/runtime/session.ts", 'import "onnxruntime-node"; export const late = import("onnxruntime-node");'],
  ["src/views/panel.ts", 'import "vscode"; import "../protocol/contract"; import "../report/html";'],
  ["src/extension.ts", 'import "vscode"; import "./views/panel";'],
  ["src/cli.ts", 'import "./runtime/main"; import "./report/html";'],
  ["webview/attention/main.ts", 'import "../ui/button"; import "../draw/heatmap"; import "../../src/protocol/contract"; import "../../src/report/html"; import "lit-html";'],
  ["webview/gallery/main.ts", 'import "../attention/main";'],
  ["webview/ui/button.ts", 'import "@vscode/webview-ui-toolkit";'],
];

describe("the layers", () => {
  let root: string;
  let eslint: ESLint;

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "layers-"));
    for (const file of FILES) {
      mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(root, file), "export const x = 1;\n");
    }
    const parser = { files: ["**/*.ts"], languageOptions: { parser: tseslint.parser as never } };
    eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: [parser, ...layerRules(root)] });
  });

  after(() => rmSync(root, { recursive: true, force: true }));

  const rulesBrokenBy = async (file: string, code: string): Promise<(string | null)[]> => {
    const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
    return result!.messages.map(message => message.ruleId ?? message.message);
  };

  for (const [file, code, rule] of REFUSED) {
    it(`refuse in ${file}: ${code}`, async () => {
      assert.ok((await rulesBrokenBy(file, code)).includes(rule), `expected ${rule} to report it`);
    });
  }

  for (const [file, code] of ADMITTED) {
    it(`admit in ${file}: ${code}`, async () => {
      assert.deepEqual(await rulesBrokenBy(file, code), []);
    });
  }

  it("hold in this project", async () => {
    const ours = new ESLint();
    for (const file of ["src/protocol/problem.ts", "src/extension.ts", "test/unit/layers.test.ts"]) {
      const config = (await ours.calculateConfigForFile(file)) as { rules: Record<string, unknown[] | undefined> };
      for (const rule of [PATHS, PACKAGES, SYNTAX, "import-x/no-default-export", "@typescript-eslint/no-floating-promises", "@typescript-eslint/no-explicit-any"]) {
        assert.equal(config.rules[rule]?.[0], 2, `${rule} is an error for ${file}`);
      }
    }
  });
});
