import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** The Marketplace's categories. */
const CATEGORIES = [
  ...["AI", "Azure", "Chat", "Data Science", "Debuggers", "Education", "Extension Packs", "Formatters", "Keymaps", "Language Packs", "Linters"],
  ...["Machine Learning", "Notebooks", "Other", "Programming Languages", "SCM Providers", "Snippets", "Testing", "Themes", "Visualization"],
];

/**
 * What is wrong with a staged extension in the Marketplace's eyes and ours, one sentence each.
 * @param {string} folder
 * @returns {readonly string[]}
 */
export function checkPackage(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const icon = path.join(folder, manifest.icon ?? "");
  /** @type {[boolean, string][]} */
  const findings = [
    [isPng128(icon), "The icon is no PNG of 128 × 128."],
    [manifest.license === "MIT" && existsSync(path.join(folder, "LICENSE")), "The licence is not MIT, or its text is missing."],
    [existsSync(path.join(folder, "README.md")), "README.md is missing."],
    [!/!\[[^\]]*\]\([^)]*\.svg\)/.test(text(folder, "README.md")), "The README shows an SVG, which the Marketplace refuses."],
    [text(folder, "CHANGELOG.md").includes(manifest.version), `CHANGELOG.md says nothing about ${manifest.version}.`],
    [manifest.categories?.length > 0 && manifest.categories.every((/** @type {string} */ name) => CATEGORIES.includes(name)), "A category is missing or unknown."],
    [/^https:\/\/.+\.git$/.test(manifest.repository?.url ?? ""), "The repository has no address."],
    [manifest.publisher?.length > 0 && manifest.displayName?.length > 0 && manifest.description?.length > 0, "Publisher, name or description is missing."],
    [manifest.keywords?.length <= 30, "More than 30 keywords."],
    [!manifest.activationEvents?.some((/** @type {string} */ event) => event === "*" || event.startsWith("onStartup")), "The extension would start with every window."],
    [manifest.private === undefined && manifest.devDependencies === undefined && manifest.scripts === undefined, "The manifest carries what only developers need."],
    [existsSync(path.join(folder, manifest.main)), `${manifest.main} is missing.`],
    [!files.some(file => file.endsWith(".map") || /(^|[/\\])(test|\.git)([/\\]|$)/.test(file)), "Source maps or tests are in the package."],
    [existsSync(path.join(folder, "THIRD_PARTY_NOTICES.txt")), "THIRD_PARTY_NOTICES.txt is missing."],
  ];
  return findings.filter(([right]) => !right).map(([, sentence]) => sentence);
}

/** @param {string} folder @param {string} file */
function text(folder, file) {
  return existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), "utf8") : "";
}

/** @param {string} file */
function isPng128(file) {
  if (!file.endsWith(".png") || !existsSync(file)) return false;
  const bytes = readFileSync(file);
  // The header's width and height stand at fixed places.
  return bytes.subarray(1, 4).toString() === "PNG" && bytes.readUInt32BE(16) === 128 && bytes.readUInt32BE(20) === 128;
}
