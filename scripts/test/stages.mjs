import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { command } from "../command.mjs";
import { inRoot } from "../paths.mjs";
import { softwareVulkan } from "./softwareVulkan.mjs";

/**
 * What a stage found. A stage that is no suite counts only what failed.
 * @typedef {{ passed: number, failed: number }} Count
 */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} group What `npm test -- GROUP` calls it.
 * @property {(options: readonly string[]) => Promise<Count>} run
 */

/** After how many milliseconds a stage is given up: something in it hangs. */
const LIMIT = 15 * 60_000;

/** All stages, in the order in which a defect is found fastest. @type {readonly Stage[]} */
export const STAGES = [
  { name: "Build", group: "build", run: () => check([inRoot("scripts/build.mjs")]) },
  { name: "Type check", group: "typecheck", run: () => check([inRoot("scripts/typecheck.mjs")]) },
  { name: "Lint", group: "lint", run: () => check([inRoot("node_modules/eslint/bin/eslint.js"), ".", "--max-warnings=0"]) },
  { name: "Unit tests", group: "unit", run: options => mocha("unit", "test/unit/**/*.test.ts", options) },
  { name: "Goldens on the CPU", group: "golden", run: options => goldens("cpu", options) },
  { name: "Goldens on WebGPU", group: "golden", run: async options => goldens("webgpu", options, await softwareVulkan()) },
  { name: "Inside the editor", group: "editor", run: options => editor("editor", options) },
  { name: "Inside the editor, the notes", group: "notes", run: options => editor("notes", ["--suites", "test/editor/notes", ...options]) },
  { name: "Inside the editor, in a workspace that is not trusted", group: "untrusted", run: options => editor("untrusted", ["--suites", "test/editor/untrusted", "--untrusted", ...options]) },
  { name: "Inside the editor, in a workspace of several folders", group: "folders", run: options => editor("folders", ["--suites", "test/editor/folders", "--folders", "--untrusted", ...options]) },
  { name: "Start", group: "start", run: () => check([inRoot("scripts/start.mjs"), "--headless-check"]) },
  { name: "Package", group: "package", run: () => check([inRoot("scripts/package.mjs")]) },
];

/** @param {string} device @param {readonly string[]} options @param {NodeJS.ProcessEnv} [env] */
function goldens(device, options, env = {}) {
  return mocha(`golden-${device}`, "test/golden/**/*.test.ts", options, { MODEL_LENS_TEST_DEVICE: device, ...env });
}

/** @param {string} name @param {string} files @param {readonly string[]} options @param {NodeJS.ProcessEnv} [env] */
function mocha(name, files, options, env) {
  const strict = ["--forbid-only", "--forbid-pending", "--timeout=60000"];
  const parameters = [inRoot("node_modules/mocha/bin/mocha.js"), "--import=tsx", "--reporter", inRoot("scripts/test/reporter.mjs"), ...strict, ...options, files];
  return suite(name, parameters, env);
}

/** @param {string} name @param {readonly string[]} options */
function editor(name, options) {
  return suite(name, ["--import", "tsx", inRoot("test/editor/harness/run.ts"), ...options]);
}

/** Runs what is right when it ends with exit code 0. @param {readonly string[]} parameters @returns {Promise<Count>} */
async function check(parameters) {
  const { code } = await command(process.execPath, parameters, { timeout: LIMIT });
  return { passed: 0, failed: code === 0 ? 0 : 1 };
}

/**
 * Runs what writes its count to the file that MODEL_LENS_TEST_RESULTS names. No count, no tests at all, or an exit code
 * that the count does not explain is a failure by itself.
 * @param {string} name
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Count>}
 */
async function suite(name, parameters, env = {}) {
  const file = inRoot("out/test", `${name}-${process.pid}.json`);
  mkdirSync(inRoot("out/test"), { recursive: true });
  const { code } = await command(process.execPath, parameters, { env: { ...env, MODEL_LENS_TEST_RESULTS: file }, timeout: LIMIT });
  /** @type {Count} */
  let count;
  try {
    count = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    console.error(`The suite "${name}" ended with exit code ${code} and without a result.`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(file, { force: true });
  }
  if (count.passed + count.failed === 0) console.error(`The suite "${name}" ran no tests.`);
  else if (code === 0 || count.failed > 0) return count;
  else console.error(`The suite "${name}" ended with exit code ${code}.`);
  return { ...count, failed: count.failed + 1 };
}
