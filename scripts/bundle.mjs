import { cpSync, existsSync } from "node:fs";
import path from "node:path";
import { nodeEntries, pageEntries } from "./entries.mjs";
import { inRoot } from "./paths.mjs";

/** Native libraries stay packages: their binaries cannot be bundled. */
export const NATIVE_PACKAGES = ["onnxruntime-node", "tokenizers"];

/**
 * How everything is bundled: first what runs in Node, then what runs in a browser.
 * @param {{ production: boolean, outdir: string, pages?: readonly import("./entries.mjs").Entry[] }} options
 * @returns {[import("esbuild").BuildOptions, import("esbuild").BuildOptions]}
 */
export function bundles({ production, outdir, pages = pageEntries() }) {
  /** @satisfies {import("esbuild").BuildOptions} */
  const common = {
    bundle: true,
    outdir,
    sourcemap: !production,
    // Licences are gathered into one file when the extension is packaged.
    legalComments: /** @type {const} */ ("none"),
    metafile: true,
    logLevel: /** @type {const} */ ("info"),
    define: { "process.env.NODE_ENV": production ? '"production"' : '"development"' },
  };
  return [
    {
      ...common,
      entryPoints: [...nodeEntries()],
      platform: "node",
      format: "cjs",
      // The oldest VS Code that package.json admits brings Node 20 and Chromium 132.
      target: "node20",
      external: ["vscode", ...NATIVE_PACKAGES],
      // Names stay for stacks in bug reports.
      minifySyntax: production,
      minifyWhitespace: production,
    },
    { ...common, entryPoints: [...pages], platform: "browser", format: "iife", target: "chrome132", minify: production },
  ];
}

/** Puts the gallery's page beside its bundle. @param {string} outdir */
export function copyGalleryPage(outdir) {
  const page = inRoot("webview/gallery/index.html");
  if (existsSync(page)) cpSync(page, path.join(outdir, "gallery/index.html"));
}
