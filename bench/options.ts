import { parseArgs } from "node:util";
import type { DeviceName } from "../src/protocol/models";

/** What was asked of a run of the benchmarks. */
export interface BenchOptions {
  readonly quick: boolean;
  /** Sections to run; empty for all. */
  readonly only: readonly string[];
  readonly device: DeviceName;
  readonly peers: boolean;
  readonly fresh: boolean;
  readonly help: boolean;
}

const DEVICES: readonly DeviceName[] = ["cpu", "webgpu", "cuda", "dml", "coreml"];

/** Reads the command line; throws on a word or a value that it does not know. */
export function readOptions(parameters: readonly string[], sections: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    strict: true,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      device: { type: "string", default: "cpu" },
      peers: { type: "boolean", default: false },
      "no-peers": { type: "boolean", default: false },
      fresh: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const only = values.only.flatMap(names => names.split(","));
  const unknown = only.find(name => !sections.includes(name));
  if (unknown !== undefined) throw new Error(`There is no section "${unknown}". Sections: ${sections.join(", ")}.`);
  const device = DEVICES.find(name => name === values.device);
  if (device === undefined) throw new Error(`"${values.device}" is not one of the devices ${DEVICES.join(", ")}.`);
  if (values.peers && values["no-peers"]) throw new Error("--peers and --no-peers exclude each other.");
  // A short run leaves the peers out, unless they are asked for in words.
  const peers = values.peers || only.includes("peers") || !(values.quick || values["no-peers"]);
  return { quick: values.quick, only, device, peers, fresh: values.fresh, help: values.help };
}

/** The text of --help. */
export const helpText = (sections: readonly string[]): string => `npm run bench -- [options]

  --only NAME      only this section (may be repeated): ${sections.join(", ")}
  --quick          fewer rounds, one model, 512 tokens: two minutes
  --device NAME    ${DEVICES.join(", ")} (cpu unless told otherwise); one that cannot be used is an error
  --peers          compare with @huggingface/transformers also in a quick run (installed into the cache folder on first use)
  --no-peers       leave that comparison out
  --fresh          make the random weights and the peers' graphs anew`;
