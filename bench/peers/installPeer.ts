import path from "node:path";
import { command, npm } from "../../scripts/command.mjs";
import { cacheFolder } from "../../scripts/install/cacheFolder.mjs";
import { packageVersion } from "../packageVersion";

/** A package of the npm registry that is compared with. */
export interface PeerPackage {
  readonly name: string;
  readonly version: string;
  /** Packages that it finds at run time and that npm is told to install beside it. */
  readonly beside?: readonly string[];
}

/**
 * The folder of a peer's package, in a folder of its own outside the repository; installed there on first use where that is allowed,
 * without running any package's scripts. Rejects with the reason why it is not there.
 */
export async function installPeer({ name, version, beside = [] }: PeerPackage, allowed: boolean): Promise<string> {
  const home = cacheFolder("peers", name.replaceAll("/", "-").replaceAll("@", ""));
  const folder = path.join(home, "node_modules", ...name.split("/"));
  const installed = async (one: string): Promise<string | null> => packageVersion(path.join(home, "node_modules", ...one.split("/"))).catch(() => null);
  const there = await Promise.all([name, ...beside].map(installed));
  if (there.every(found => found === version)) return folder;
  if (!allowed) throw new Error(`${name} ${version} is not installed: a run with --peers does it.`);
  console.error(`Installing ${name} ${version} in ${home} …`);
  const [program, first] = npm();
  const wanted = [name, ...beside].map(one => `${one}@${version}`);
  const flags = ["--prefix", home, "--ignore-scripts", "--no-fund", "--no-audit", ...(beside.length > 0 ? ["--omit=optional"] : [])];
  const { code, output } = await command(program, [...first, "install", ...flags, ...wanted], { capture: true });
  if (code !== 0) throw new Error(`${name} ${version} cannot be installed: ${output.trim().split("\n").at(-1) ?? "npm failed"}`);
  return folder;
}
