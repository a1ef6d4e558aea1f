import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

/** Bundles every test/editor/*.suite.ts and the entry that runs them; returns the entry's path. */
export async function bundleSuites(root: string): Promise<string> {
  const outdir = path.join(root, "out/test/editor");
  // A suite that was removed must not go on running.
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const folder = path.join(root, "test/editor");
  const suites = readdirSync(folder).filter(name => name.endsWith(".suite.ts"));
  await build({
    entryPoints: [...suites.map(name => path.join(folder, name)), { in: path.join(folder, "harness/entry.ts"), out: "entry" }].map(entry =>
      typeof entry === "string" ? { in: entry, out: path.basename(entry, ".ts") } : entry,
    ),
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
