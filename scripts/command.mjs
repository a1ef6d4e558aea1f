import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./paths.mjs";

/** Milliseconds in which a command that is told to end may do so. */
const GRACE = 10_000;

/**
 * @typedef {object} Finished
 * @property {number} code Exit code; 1 when a signal or its time ended it.
 * @property {string} output What it wrote on stdout and stderr, when that was captured.
 */

/**
 * Runs a command to its end; rejects only when it cannot be started.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean, timeout?: number }} [options]
 *   `capture` keeps the output instead of showing it; `timeout` in milliseconds ends the command, and kills it where it does not end.
 * @returns {Promise<Finished>}
 */
export function command(command, parameters, { cwd = ROOT, env, capture = false, timeout } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd,
      env: { ...process.env, ...env },
      stdio: capture ? ["ignore", "pipe", "pipe"] : "inherit",
      ...(timeout === undefined ? {} : { timeout }),
    });
    // Told to end first, so that it can end what it started itself.
    const late = timeout === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), timeout + GRACE).unref();
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", chunk => (output += chunk));
    child.stderr?.setEncoding("utf8").on("data", chunk => (output += chunk));
    // Nothing that was started outlives us.
    const end = () => child.kill();
    process.once("exit", end);
    child.once("error", reject);
    child.once("close", code => {
      clearTimeout(late);
      process.off("exit", end);
      // What had to be told to end is no success, however politely it went.
      resolve({ code: child.killed ? code || 1 : code ?? 1, output });
    });
  });
}

/**
 * Runs a command whose failure nobody can go on from.
 * @param {string} name
 * @param {readonly string[]} parameters
 * @param {Parameters<typeof command>[2]} [options]
 * @returns {Promise<string>} its output, when captured
 */
export async function mustRun(name, parameters, options) {
  const { code, output } = await command(name, parameters, options);
  if (code !== 0) throw new Error(`"${[name, ...parameters].join(" ")}" ended with exit code ${code}.\n${output}`);
  return output;
}

/**
 * The program and first parameters that run npm: the one that runs us, else the one beside Node. Windows's npm.cmd would
 * need a shell.
 * @returns {[string, string[]]}
 */
export function npm() {
  const beside = path.join(path.dirname(process.execPath), "node_modules/npm/bin/npm-cli.js");
  const script = process.env["npm_execpath"] ?? beside;
  return script.endsWith(".js") && existsSync(script) ? [process.execPath, [script]] : ["npm", []];
}
