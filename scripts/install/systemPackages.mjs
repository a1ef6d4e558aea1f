import { existsSync } from "node:fs";
import { command, mustRun } from "../command.mjs";

/** What the suites need beside npm's packages, by Debian package: a browser, letters for it, and the Vulkan loader. */
const PACKAGES = ["chromium", "fonts-dejavu-core", "libvulkan1"];

/**
 * Installs the missing packages where that is possible without asking anybody: on Debian and its kin, as root.
 * @returns {Promise<readonly string[]>} what is still missing; empty where the system is not Debian's, since nobody knows
 */
export async function installSystemPackages() {
  if (!existsSync("/usr/bin/dpkg-query")) return [];
  const missing = await missingPackages();
  if (missing.length === 0 || process.getuid?.() !== 0) return missing;
  console.log(`Installing ${missing.join(", ")} …`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  // Another installation may hold dpkg's lock for a while.
  const wait = ["-o", "DPkg::Lock::Timeout=300", "-qq"];
  // One unreachable source must not stop us: what counts is whether the packages can be installed.
  await command("apt-get", [...wait, "update"], { env });
  await mustRun("apt-get", [...wait, "install", "-y", "--no-install-recommends", ...missing], { env, capture: true });
  return await missingPackages();
}

async function missingPackages() {
  // eslint-disable-next-line no-template-curly-in-string -- dpkg-query's notation is the same.
  const { output } = await command("dpkg-query", ["-W", "-f=${Package} ${db:Status-Status}\n", ...PACKAGES], { capture: true });
  return PACKAGES.filter(name => !output.includes(`${name} installed`));
}
