import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../paths.mjs";

/** This platform as the Marketplace calls it: "linux-x64", "win32-arm64". */
export const TARGET = `${process.platform}-${process.arch}`;

/** The tokenizers' binary of each platform that ONNX Runtime has binaries for, too. @type {Record<string, string>} */
const TOKENIZERS = {
  "linux-x64": "linux-x64-gnu",
  "linux-arm64": "linux-arm64-gnu",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "win32-x64-msvc",
  "win32-arm64": "win32-arm64-msvc",
};

/**
 * Copies of the native packages what runs on this platform: the JavaScript that is loaded, one platform's binaries, the
 * manifest without what only an installation needs. Returns the packages' names.
 * @param {string} modules the node_modules folder to fill
 * @returns {readonly string[]}
 */
export function copyNatives(modules) {
  const binary = TOKENIZERS[TARGET];
  if (binary === undefined) throw new Error(`ONNX Runtime and the tokenizers have no binaries for ${TARGET}: ${Object.keys(TOKENIZERS).join(", ")}.`);
  copyPackage(modules, "tokenizers", ["index.js", `tokenizers.${binary}.node`, "LICENSE"], {});
  copyPackage(modules, "onnxruntime-common", filesBelow("onnxruntime-common", "dist/cjs").filter(isLoaded), {});
  const libraries = `bin/napi-v6/${process.platform}/${process.arch}`;
  const files = [...filesBelow("onnxruntime-node", "dist").filter(isLoaded), ...withoutCopies(filesBelow("onnxruntime-node", libraries))];
  copyPackage(modules, "onnxruntime-node", files, { "onnxruntime-common": "*" });
  return ["onnxruntime-node", "onnxruntime-common", "tokenizers"];
}

/** Declarations, source maps and documentation are not loaded. @param {string} file */
const isLoaded = file => file.endsWith(".js") || file.endsWith("package.json");

/**
 * @param {string} modules
 * @param {string} name
 * @param {readonly string[]} files
 * @param {Record<string, string>} dependencies
 */
function copyPackage(modules, name, files, dependencies) {
  for (const file of files) {
    const target = path.join(modules, name, file);
    mkdirSync(path.dirname(target), { recursive: true });
    cpSync(inRoot("node_modules", name, file), target);
  }
  const { scripts: _scripts, devDependencies: _development, types: _types, ...manifest } = JSON.parse(readFileSync(inRoot("node_modules", name, "package.json"), "utf8"));
  writeFileSync(path.join(modules, name, "package.json"), JSON.stringify({ ...manifest, dependencies }, null, 2));
}

/** @param {string} name @param {string} folder @returns {string[]} paths relative to the package */
function filesBelow(name, folder) {
  const root = inRoot("node_modules", name);
  if (!existsSync(path.join(root, folder))) throw new Error(`${name} has no ${folder}.`);
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** On macOS the library is there twice; the binding names the one that it loads. @param {string[]} files of onnxruntime-node */
function withoutCopies(files) {
  const read = (/** @type {string} */ file) => readFileSync(inRoot("node_modules/onnxruntime-node", file));
  const binding = files.find(file => file.endsWith(".node"));
  if (binding === undefined) throw new Error("onnxruntime-node has no binding for this platform.");
  const loaded = read(binding);
  return files.filter(file => loaded.includes(path.basename(file)) || !files.some(other => other !== file && read(other).equals(read(file))));
}
