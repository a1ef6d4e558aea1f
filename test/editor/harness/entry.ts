import { readdirSync } from "node:fs";
import path from "node:path";
import { format } from "node:util";
import { ConfigurationTarget, workspace } from "vscode";
import { tellRunner } from "./bridgeClient";
import { workbench } from "./workbench";

/** A test's limit in milliseconds. Waits inside are shorter, so that they tell what was missing. */
const LIMIT = 60_000;

/** Runs all suites in this extension host: VS Code calls it, as `extensionTestsPath` demands. */
export async function run(): Promise<void> {
  // Stacks name the sources.
  process.setSourceMapsEnabled(true);
  const { default: Mocha } = await import("mocha");
  // One line after another, in order, though each is a request.
  let printed: Promise<void> = Promise.resolve();
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => {
    printed = printed.then(() => tellRunner("print", format(...parts)));
  };
  const pictured = new WeakSet<Mocha.Test>();
  const picture = async (test: Mocha.Test): Promise<void> => {
    pictured.add(test);
    await workbench.screenshot(`failed-${test.fullTitle()}`);
  };
  const grep = process.env["MODEL_LENS_TEST_GREP"];
  const mocha = new Mocha({
    ui: "bdd",
    timeout: LIMIT,
    forbidOnly: true,
    forbidPending: true,
    ...(grep && { grep }),
    rootHooks: {
      // What suites expect of texts, heads and figures is this model's. Setting it starts nothing.
      async beforeAll() {
        await workspace.getConfiguration("modelLens").update("defaultModel", "starter-llama", ConfigurationTarget.Global);
      },
      async afterEach(this: Mocha.Context) {
        if (this.currentTest?.state !== "failed") return;
        // One that ran out of time has no picture yet.
        if (!pictured.has(this.currentTest)) await picture(this.currentTest);
        // A list, menu or dialog that was left open would take the next test's keys.
        await workbench.press("Escape", "Escape", "Escape");
      },
    },
  });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith(".suite.js")) mocha.addFile(path.join(__dirname, name));
  }
  await mocha.loadFilesAsync();
  // A failure is pictured where it happened: before the suite closes what it opened.
  mocha.suite.eachTest(test => {
    const { fn } = test;
    if (fn === undefined) return;
    test.fn = async function (this: Mocha.Context) {
      try {
        await Reflect.apply(fn, this, []);
      } catch (error) {
        await picture(test);
        throw error;
      }
    };
  });
  const count = await new Promise<{ passed: number; failed: number }>(resolve => {
    const runner = mocha.run(() => resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0 }));
  });
  await printed;
  await tellRunner("finished", count);
  if (count.failed > 0) throw new Error(`${count.failed} tests failed.`);
}
