import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A running VS Code server.
 * @typedef {object} WebHost
 * @property {string} authority Its address and port, as it stands in vscode-remote: URIs.
 * @property {(place: Place) => string} url The workbench's address, token included.
 * @property {() => string} log What the server wrote so far.
 * @property {Promise<number>} ended Settles with the exit code when the server ends.
 * @property {() => Promise<void>} stop Ends it with all it started.
 */

/**
 * What the workbench opens.
 * @typedef {object} Place
 * @property {string} folder Or a workspace of several: a file that ends in .code-workspace.
 * @property {string} [file] Opened in an editor at once.
 */

const START_LIMIT = 60_000;
const STOP_LIMIT = 3_000;

/**
 * Starts the server on a free loopback port, behind a random token: a workbench can run programs, so not every page
 * and every user of this machine may open it.
 * @param {import("../install/vscodeHost.mjs").VSCodeHost} host
 * @param {object} options
 * @param {string} options.profile Folder for its data; keep the path short, sockets are made in it.
 * @param {string} [options.extensions] Folder of installed extensions.
 * @param {Record<string, unknown>} options.settings Written as the user's settings unless there are some.
 * @param {boolean} [options.trusted] False where folders are not trusted until somebody says so.
 * @param {NodeJS.ProcessEnv} [options.env] Added to what the extension host inherits.
 * @param {number} [options.port]
 * @returns {Promise<WebHost>}
 */
export async function startWebHost(host, { profile, extensions = path.join(profile, "extensions"), settings, trusted = true, env = {}, port = 0 }) {
  const token = randomBytes(16).toString("hex");
  const folders = { user: path.join(profile, "user"), server: path.join(profile, "server"), extensions, temporary: path.join(profile, "tmp") };
  for (const folder of [path.join(folders.user, "User"), folders.server, folders.extensions, folders.temporary]) mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(path.join(folders.user, "User/settings.json"), JSON.stringify(settings, null, 2), { flag: "wx" });
  } catch {
    // The user of this profile has settings by now.
  }
  const parameters = [
    host.server,
    ...["--host", "127.0.0.1", "--port", String(port), "--connection-token", token],
    ...["--accept-server-license-terms", "--disable-telemetry", "--telemetry-level", "off", "--disable-experiments"],
    ...["--disable-update-check", "--disable-getting-started-override", ...(trusted ? ["--disable-workspace-trust"] : [])],
    ...["--server-data-dir", folders.server, "--user-data-dir", folders.user, "--extensions-dir", folders.extensions],
  ];
  const child = spawn(host.node, parameters, {
    // A group of its own, so that all it starts can be ended with it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...ownEnvironment(), TMPDIR: folders.temporary, ...env },
  });
  let log = "";
  /** @type {Promise<number>} */
  const ended = new Promise(resolve => child.once("exit", code => resolve(code ?? 1)));
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  const endNow = () => end("SIGKILL");
  process.once("exit", endNow);

  /** @type {number} */
  const listening = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`VS Code's server did not start within ${START_LIMIT / 1000} s.\n${log}`)), START_LIMIT);
    const read = (/** @type {Buffer} */ chunk) => {
      log += String(chunk);
      const found = /Extension host agent listening on (\d+)/.exec(log)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(Number(found));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", reject);
    void ended.then(code => reject(new Error(`VS Code's server ended with exit code ${code}.\n${log}`)));
  });
  const authority = `127.0.0.1:${listening}`;
  return {
    authority,
    url: place => workbenchUrl(authority, token, place),
    log: () => log,
    ended,
    async stop() {
      end("SIGTERM");
      const timer = setTimeout(endNow, STOP_LIMIT);
      await ended;
      clearTimeout(timer);
      endNow();
      process.off("exit", endNow);
    },
  };
}

/**
 * @param {string} authority
 * @param {string} token
 * @param {Place} place
 */
function workbenchUrl(authority, token, { folder, file }) {
  const payload = [
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
    ...(file === undefined ? [] : [["openFile", `vscode-remote://${authority}${file}`]]),
  ];
  return `http://${authority}/?${String(new URLSearchParams({ tkn: token, [folder.endsWith(".code-workspace") ? "workspace" : "folder"]: folder, payload: JSON.stringify(payload) }))}`;
}

/** This process's environment without what would tell the server that it runs inside VS Code or npm. */
function ownEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|npm_|ELECTRON_)/.test(name)));
}
