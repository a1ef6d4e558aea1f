import { readdirSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

/** Bundles every *.suite.ts of a folder and the entry that runs them into `outdir`; returns the entry's path. */
export async function bundleSuites(folder: string, outdir: string): Promise<string> {
  const suites = readdirSync(folder).filter(name => name.endsWith(".suite.ts"));
  await build({
    entryPoints: [...suites.map(name => path.join(folder, name)), path.join(__dirname, "entry.ts")].map(file => ({ in: file, out: path.basename(file, ".ts") })),
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
