import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { command, mustRun } from "../command.mjs";
import { cacheFolder } from "./cacheFolder.mjs";

/**
 * A Vulkan driver: the manifest that the loader reads, and where libraries lie that it needs beside the system's.
 * @typedef {{ manifest: string, libraries?: string }} VulkanDriver
 */

/** ONNX Runtime's WebGPU runs on Mesa's lavapipe from this version on. */
const MESA = 25;
const PACKAGE = "mesa-vulkan-drivers";

/**
 * Lavapipe, Mesa's Vulkan on the processor, several times faster than SwiftShader: the system's own where it is new
 * enough, else, on Debian 12, the backport, unpacked into the cache without touching the system.
 * @returns {Promise<VulkanDriver | undefined>} undefined where it cannot be had
 */
export async function installLavapipe() {
  if (process.platform !== "linux" || !existsSync("/usr/bin/apt-get")) return undefined;
  if (readFileSync("/etc/os-release", "utf8").includes("VERSION_CODENAME=bookworm")) return await backport();
  if (systemDriver() === undefined && process.getuid?.() === 0 && (await version("candidate")) >= MESA) {
    await command("apt-get", ["install", "-y", "-qq", "--no-install-recommends", PACKAGE], { capture: true, env: { DEBIAN_FRONTEND: "noninteractive" } });
  }
  const manifest = systemDriver();
  return manifest !== undefined && (await version("installed")) >= MESA ? { manifest } : undefined;
}

function systemDriver() {
  const folder = "/usr/share/vulkan/icd.d";
  const name = existsSync(folder) ? readdirSync(folder).find(file => file.startsWith("lvp_icd")) : undefined;
  return name === undefined ? undefined : path.join(folder, name);
}

/** Mesa's major version, 0 if there is none. @param {"installed" | "candidate"} which */
async function version(which) {
  const { output } = await command("apt-cache", ["policy", PACKAGE], { capture: true });
  return Number(new RegExp(`${which}: (\\d+)`, "i").exec(output)?.[1] ?? 0);
}

/** @returns {Promise<VulkanDriver>} */
async function backport() {
  const folder = cacheFolder(`lavapipe-${MESA}-bookworm`);
  if (!existsSync(folder)) await unpackBackport(folder);
  const libraries = readdirSync(path.join(folder, "usr/lib"))
    .map(name => path.join(folder, "usr/lib", name))
    .find(candidate => existsSync(path.join(candidate, "libvulkan_lvp.so")));
  if (libraries === undefined) throw new Error(`There is no lavapipe in ${folder}.`);
  const manifest = path.join(folder, "lavapipe.json");
  writeFileSync(manifest, JSON.stringify({ file_format_version: "1.0.0", ICD: { library_path: path.join(libraries, "libvulkan_lvp.so"), api_version: "1.3.0" } }));
  return { manifest, libraries };
}

/** Lets apt resolve and download with lists and a cache of its own, and unpacks what it found. @param {string} folder */
async function unpackBackport(folder) {
  console.log(`Unpacking Mesa's lavapipe into ${folder} (once) …`);
  const temporary = `${folder}.${process.pid}.part`;
  const apt = path.join(temporary, "apt");
  for (const needed of ["lists/partial", "cache/archives/partial"]) mkdirSync(path.join(apt, needed), { recursive: true });
  try {
    const source = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian";
    writeFileSync(path.join(apt, "sources.list"), `${source} bookworm main\n${source} bookworm-backports main\n`);
    const options = [
      `Dir::Etc::sourcelist=${apt}/sources.list`,
      "Dir::Etc::sourceparts=/dev/null",
      `Dir::State::lists=${apt}/lists`,
      `Dir::Cache=${apt}/cache`,
      // It neither installs nor needs another user's rights.
      "Debug::NoLocking=true",
      "APT::Sandbox::User=",
    ].flatMap(option => ["-o", option]);
    await mustRun("apt-get", [...options, "-qq", "update"], { capture: true });
    const what = ["--download-only", "--no-install-recommends", "-t", "bookworm-backports", PACKAGE];
    await mustRun("apt-get", [...options, "-qq", "-y", "install", "--reinstall", ...what], { capture: true });
    const archives = path.join(apt, "cache/archives");
    for (const archive of readdirSync(archives).filter(name => name.endsWith(".deb"))) {
      await mustRun("dpkg", ["-x", path.join(archives, archive), temporary], { capture: true });
    }
    rmSync(apt, { recursive: true });
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
