import { installPeer } from "./installPeer";

/** The version of node-llama-cpp that is compared with. */
export const NODE_LLAMA = "3.22.1";

/** Prebuilt llama.cpp for processors, by Node's platform and architecture. */
const BUILDS: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-arm64": "mac-arm64-metal",
  "darwin-x64": "mac-x64",
  "win32-x64": "win-x64",
  "win32-arm64": "win-arm64",
};

/** The folder of node-llama-cpp with its prebuilt llama.cpp (no compiler is needed); rejects with the reason why it is not there. */
export async function installLlama(allowed: boolean): Promise<string> {
  const build = BUILDS[`${process.platform}-${process.arch}`];
  if (build === undefined) throw new Error(`node-llama-cpp has no prebuilt llama.cpp for ${process.platform} ${process.arch}.`);
  return installPeer({ name: "node-llama-cpp", version: NODE_LLAMA, beside: [`@node-llama-cpp/${build}`] }, allowed);
}
