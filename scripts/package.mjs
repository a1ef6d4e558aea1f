// npm run package: a .vsix for this platform alone in out/, checked, and proven by installing and running it.
import { readFileSync, statSync } from "node:fs";
import { checkPackage } from "./checkPackage.mjs";
import { mustRun } from "./command.mjs";
import { setUp } from "./install/setUp.mjs";
import { inRoot } from "./paths.mjs";

try {
  await setUp({ systemPackages: false });
  // Only now are npm's packages there.
  const { stage } = await import("./package/stage.mjs");
  const { TARGET } = await import("./package/natives.mjs");
  const { verifyInstalled } = await import("./package/verify.mjs");
  const folder = inRoot("out/package");
  await stage(folder);
  const wrong = checkPackage(folder);
  if (wrong.length > 0) throw new Error(`The package is not fit to publish:\n${wrong.join("\n")}`);
  const { publisher, name, version } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const vsix = inRoot("out", `${name}-${TARGET}-${version}.vsix`);
  await mustRun(process.execPath, [inRoot("node_modules/@vscode/vsce/vsce"), "package", "--target", TARGET, "--out", vsix], { cwd: folder });
  await verifyInstalled(vsix, `${publisher}.${name}`);
  console.log(`${vsix}: ${(statSync(vsix).size / 1e6).toFixed(1)} MB; installs, and runs the embedded model.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
