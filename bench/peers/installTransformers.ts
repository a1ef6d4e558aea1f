import path from "node:path";
import { packageVersion } from "../packageVersion";
import { installPeer } from "./installPeer";

/** The version that is compared with. */
export const TRANSFORMERS = "4.3.1";

/** Where the peer lies, and the ONNX Runtime that it brings. */
export interface Installed {
  readonly folder: string;
  readonly onnxRuntime: string;
}

/** `@huggingface/transformers`; rejects with the reason why it is not there. */
export async function installTransformers(allowed: boolean): Promise<Installed> {
  const folder = await installPeer({ name: "@huggingface/transformers", version: TRANSFORMERS }, allowed);
  const beside = path.join(folder, "..", "..", "onnxruntime-node");
  return { folder, onnxRuntime: await packageVersion(path.join(folder, "node_modules", "onnxruntime-node")).catch(() => packageVersion(beside)) };
}
