import { installNodeModules } from "./nodeModules.mjs";
import { installSystemPackages } from "./systemPackages.mjs";

/**
 * Makes a fresh clone ready: npm's packages, and what the suites need of the system. Uses nothing but Node itself.
 * @param {{ systemPackages: boolean }} wanted
 */
export async function setUp({ systemPackages }) {
  await installNodeModules();
  const missing = systemPackages ? await installSystemPackages() : [];
  if (missing.length === 0) return;
  console.warn(`Not installed: ${missing.join(", ")}. Install them (sudo apt-get install ${missing.join(" ")}), or the suites that need them will fail.`);
}
