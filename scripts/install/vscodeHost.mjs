import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { command, mustRun, npm } from "../command.mjs";
import { inRoot } from "../paths.mjs";
import { cacheFolder } from "./cacheFolder.mjs";

/**
 * A VS Code whose workbench runs in a browser and whose extension host runs in Node.
 * @typedef {object} VSCodeHost
 * @property {string} node The Node that runs it.
 * @property {string} server server-main.js, its entry.
 */

/**
 * The VS Code host, installed from the npm registry if it is not there yet; serves all clones of this project.
 * The environment variable VSCODE_HOST names a folder with one that is there already.
 * @returns {Promise<VSCodeHost>}
 */
export async function installVSCodeHost() {
  const given = process.env["VSCODE_HOST"];
  if (given !== undefined) return hostIn(given);
  /** @type {{ vscode: string, packages: Record<string, { version: string, integrity: string }> }} */
  const pins = JSON.parse(readFileSync(inRoot("scripts/install/pins.json"), "utf8"));
  const folder = cacheFolder(`vscode-host-${pins.vscode}`);
  if (!existsSync(folder)) await install(folder, pins.packages);
  return hostIn(folder);
}

/** @param {string} folder @returns {VSCodeHost} */
function hostIn(folder) {
  const host = { node: path.join(folder, "node/bin/node"), server: path.join(folder, "vscode/out/server-main.js") };
  for (const file of Object.values(host)) {
    if (!existsSync(file)) throw new Error(`There is no VS Code host in ${folder}: ${file} is missing. Remove the folder and try again.`);
  }
  return host;
}

/**
 * Makes the folder in one step at the end: an installation that was broken off leaves nothing that looks finished.
 * @param {string} folder
 * @param {Record<string, { version: string, integrity: string }>} pins
 */
async function install(folder, pins) {
  const nodePackage = `node-${process.platform}-${process.arch}`;
  if (pins[nodePackage] === undefined) throw new Error(`No VS Code host is known for ${process.platform}-${process.arch}: set VSCODE_HOST to one.`);
  console.log(`Installing VS Code's web workbench into ${folder} (375 MB, once) …`);
  mkdirSync(path.dirname(folder), { recursive: true });
  const temporary = `${folder}.${process.pid}.part`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary);
  try {
    // VS Code's server needs a newer Node than the one that may be running this.
    await Promise.all([
      unpack(nodePackage, pins, temporary, "package/bin", "node/bin"),
      unpack("code-server", pins, temporary, "package/lib/vscode", "vscode"),
    ]);
    const vscode = path.join(temporary, "vscode");
    const [program, first] = npm();
    const quiet = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await mustRun(program, [...first, "install", ...quiet], { cwd: vscode, capture: true });
    await mustRun(program, [...first, "install", ...quiet], { cwd: path.join(vscode, "extensions"), capture: true });
    putStandIns(vscode);
    slim(vscode);
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // Another clone may have been faster.
    if (!existsSync(folder)) throw error;
  }
}

/**
 * Unpacks a part of an npm package; npm holds the download to the pinned checksum.
 * @param {string} name
 * @param {Record<string, { version: string, integrity: string }>} pins
 * @param {string} folder
 * @param {string} part
 * @param {string} into
 */
async function unpack(name, pins, folder, part, into) {
  const pin = pins[name];
  if (pin === undefined) throw new Error(`${name} is not pinned.`);
  const [program, first] = npm();
  const packed = await command(program, [...first, "pack", "--json", "--loglevel=error", `${name}@${pin.version}`], { cwd: folder, capture: true });
  const [{ filename, integrity }] = JSON.parse(packed.output.slice(packed.output.indexOf("[")));
  if (integrity !== pin.integrity) throw new Error(`${name}@${pin.version} has checksum ${integrity}, not ${pin.integrity}.`);
  const target = path.join(folder, into);
  mkdirSync(target, { recursive: true });
  await mustRun("tar", ["xzf", filename, "-C", target, `--strip-components=${part.split("/").length}`, part], { cwd: folder });
  rmSync(path.join(folder, filename));
}

/**
 * Two native modules would have to be compiled, which takes a compiler and Python: our own JavaScript stands in for them.
 * @param {string} vscode
 */
function putStandIns(vscode) {
  for (const name of ["native-watchdog", "spdlog"]) {
    cpSync(inRoot("scripts/install/standIns", `${name}.cjs`), path.join(vscode, "node_modules/@vscode", name, "index.js"));
  }
}

/** Removes what takes much space and is of no use here. @param {string} vscode */
function slim(vscode) {
  const unused = [
    "node_modules/@github",
    "node_modules/@microsoft/mxc-sdk",
    "node_modules/@vscode/windows-process-tree",
    "extensions/copilot",
    "extensions/mermaid-markdown-features",
  ];
  for (const folder of unused) rmSync(path.join(vscode, folder), { recursive: true, force: true });
  const ripgrep = path.join(vscode, "node_modules/@vscode/ripgrep-universal/bin");
  for (const name of existsSync(ripgrep) ? readdirSync(ripgrep) : []) {
    if (name !== `${process.platform}-${process.arch}`) rmSync(path.join(ripgrep, name), { recursive: true });
  }
}
