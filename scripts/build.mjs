// Bundles everything into dist/. Flags: --watch (build again on change), --production (minified, no source maps).
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { bundles, copyGalleryPage } from "./bundle.mjs";
import { inRoot } from "./paths.mjs";

const { values: flags } = parseArgs({
  options: { watch: { type: "boolean", default: false }, production: { type: "boolean", default: false } },
});
const outdir = inRoot("dist");
const all = bundles({ production: flags.production, outdir });
copyGalleryPage(outdir);

if (flags.watch) {
  const contexts = await Promise.all(all.map(options => esbuild.context(options)));
  await Promise.all(contexts.map(context => context.watch()));
} else {
  // esbuild has printed what is wrong by the time it rejects.
  const results = await Promise.all(all.map(options => esbuild.build(options).catch(() => null)));
  if (results.includes(null)) process.exitCode = 1;
}
