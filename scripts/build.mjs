// Bundles everything into dist/. Flags: --watch (rebuild on change), --production (minified pages, no source maps),
// --outdir FOLDER (elsewhere than dist/).
import { cpSync, existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { nodeEntries, pageEntries } from "./entries.mjs";
import { inRoot } from "./paths.mjs";

const { values: flags } = parseArgs({
  options: {
    watch: { type: "boolean", default: false },
    production: { type: "boolean", default: false },
    outdir: { type: "string", default: inRoot("dist") },
  },
});
const outdir = path.resolve(flags.outdir);

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  outdir,
  sourcemap: !flags.production,
  // Third-party licences are gathered into one file when the extension is packaged.
  legalComments: "none",
  metafile: true,
  logLevel: "info",
  define: { "process.env.NODE_ENV": flags.production ? '"production"' : '"development"' },
};

/** Node: the oldest VS Code that package.json admits brings Node 20. @type {esbuild.BuildOptions} */
const forNode = {
  ...common,
  entryPoints: nodeEntries().filter(entry => existsSync(entry.in)),
  platform: "node",
  format: "cjs",
  target: "node20",
  // Native libraries stay packages: their binaries cannot be bundled.
  external: ["vscode", "onnxruntime-node", "tokenizers"],
};

/** Pages: the oldest VS Code that package.json admits brings Chromium 132. @type {esbuild.BuildOptions} */
const forPages = {
  ...common,
  entryPoints: [...pageEntries()],
  platform: "browser",
  format: "iife",
  target: "chrome132",
  minify: flags.production,
};

const galleryPage = inRoot("webview/gallery/index.html");
if (existsSync(galleryPage)) cpSync(galleryPage, path.join(outdir, "gallery/index.html"));

if (flags.watch) {
  const contexts = await Promise.all([forNode, forPages].map(options => esbuild.context(options)));
  await Promise.all(contexts.map(context => context.watch()));
} else {
  // esbuild has printed what is wrong by the time it rejects.
  const results = await Promise.all([forNode, forPages].map(options => esbuild.build(options).catch(() => null)));
  if (results.includes(null)) process.exitCode = 1;
}
