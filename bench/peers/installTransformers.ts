import path from "node:path";
import { command, npm } from "../../scripts/command.mjs";
import { cacheFolder } from "../../scripts/install/cacheFolder.mjs";
import { packageVersion } from "../packageVersion";

/** The version that is compared with. */
export const TRANSFORMERS = "4.3.1";

/** Where the peer lies, and the ONNX Runtime that it brings. */
export interface Installed {
  readonly folder: string;
  readonly onnxRuntime: string;
}

/** `@huggingface/transformers` in a folder of its own outside the repository, installed on first use; rejects with the reason why it cannot be. */
export async function installTransformers(): Promise<Installed> {
  const home = cacheFolder("peers");
  const modules = path.join(home, "node_modules");
  const folder = path.join(modules, "@huggingface", "transformers");
  const installed = await packageVersion(folder).catch(() => null);
  if (installed !== TRANSFORMERS) {
    console.error(`Installing @huggingface/transformers ${TRANSFORMERS} in ${home} …`);
    const [program, first] = npm();
    const wanted = `@huggingface/transformers@${TRANSFORMERS}`;
    const { code, output } = await command(program, [...first, "install", "--prefix", home, "--ignore-scripts", "--no-fund", "--no-audit", wanted], { capture: true });
    if (code !== 0) throw new Error(`@huggingface/transformers ${TRANSFORMERS} cannot be installed: ${output.trim().split("\n").at(-1) ?? "npm failed"}`);
  }
  const nested = path.join(folder, "node_modules", "onnxruntime-node");
  return { folder, onnxRuntime: await packageVersion(nested).catch(() => packageVersion(path.join(modules, "onnxruntime-node"))) };
}
