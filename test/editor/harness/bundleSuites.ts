import { readdirSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

/** Bundles every test/editor/*.suite.ts and the entry that runs them into `outdir`; returns the entry's path. */
export async function bundleSuites(root: string, outdir: string): Promise<string> {
  const folder = path.join(root, "test/editor");
  const suites = readdirSync(folder).filter(name => name.endsWith(".suite.ts"));
  await build({
    entryPoints: [...suites, "harness/entry.ts"].map(name => ({ in: path.join(folder, name), out: path.basename(name, ".ts") })),
    outdir,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
  return path.join(outdir, "entry.js");
}
