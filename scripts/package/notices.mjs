import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../paths.mjs";

/** Who holds the copyright where a package comes without its licence's text. @type {[prefix: string, holder: string][]} */
const HOLDERS = [
  ["@microsoft/", "Microsoft Corporation"],
  ["onnxruntime-", "Microsoft Corporation"],
];

/**
 * The licences of all that is shipped beside our own code, as one text.
 * @param {readonly import("esbuild").Metafile[]} metafiles of the bundles
 * @param {readonly string[]} packages that are shipped as they are
 */
export function thirdPartyNotices(metafiles, packages) {
  const bundled = metafiles.flatMap(metafile => Object.keys(metafile.inputs)).flatMap(packageOf);
  const notices = [...new Set([...packages, ...bundled])].sort().map(notice);
  return [
    "THIRD-PARTY SOFTWARE NOTICES",
    "Model Lens contains the following software under its own licences.",
    "ONNX Runtime itself contains further software: https://github.com/microsoft/onnxruntime/blob/main/ThirdPartyNotices.txt",
    ...notices,
  ].join("\n\n");
}

/** @param {string} file an input of a bundle @returns {string[]} */
function packageOf(file) {
  const inside = file.split("node_modules/").at(-1);
  if (inside === undefined || inside === file) return [];
  const [scope = "", name = ""] = inside.split("/");
  return [scope.startsWith("@") ? `${scope}/${name}` : scope];
}

/** @param {string} name */
function notice(name) {
  const folder = inRoot("node_modules", name);
  const { version, license, homepage, repository } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const address = homepage ?? repository?.url ?? repository ?? "";
  const texts = readdirSync(folder).filter(file => /^(licen[cs]e|notices?|copyrightnotice|thirdpartynotices)(\.|$)/i.test(file));
  const text = texts.length > 0 ? texts.map(file => readFileSync(path.join(folder, file), "utf8").trim()).join("\n\n") : standardText(name, license);
  return `${"-".repeat(80)}\n${name} ${version} (${license})\n${address}\n\n${text}`;
}

/** @param {string} name @param {unknown} license */
function standardText(name, license) {
  const holder = HOLDERS.find(([prefix]) => name.startsWith(prefix))?.[1];
  if (license !== "MIT" || holder === undefined) throw new Error(`${name} comes without the text of its licence (${String(license)}).`);
  // Our own licence is the same.
  return readFileSync(inRoot("LICENSE"), "utf8").replace(/Copyright \(c\) .*/, `Copyright (c) ${holder}`).trim();
}
