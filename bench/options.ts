import { parseArgs } from "node:util";
import type { DeviceName } from "../src/protocol/models";

/** What was asked of a run of the benchmarks. */
export interface BenchOptions {
  readonly quick: boolean;
  /** Sections to run; empty for all. */
  readonly only: readonly string[];
  readonly device: DeviceName;
  /** Whom to compare with: nobody, those that lie in the cache folder already, or all, installed there on first use. */
  readonly peers: "none" | "installed" | "install";
  readonly fresh: boolean;
  /** Where the records go, with a Markdown table of the same name beside them. */
  readonly output: string | null;
  /** Whether the tables of README.md are to be written anew, of the sections that run. */
  readonly readme: boolean;
  readonly help: boolean;
}

const DEVICES: readonly DeviceName[] = ["cpu", "webgpu", "cuda", "dml", "coreml"];

/** Reads the command line; throws on a word or a value that it does not know. */
export function readOptions(parameters: readonly string[], sections: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    strict: true,
    allowPositionals: false,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      device: { type: "string", default: "cpu" },
      peers: { type: "boolean", default: false },
      "no-peers": { type: "boolean", default: false },
      fresh: { type: "boolean", default: false },
      output: { type: "string" },
      readme: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const only = values.only.flatMap(names => names.split(","));
  const unknown = only.find(name => !sections.includes(name));
  if (unknown !== undefined) throw new Error(`There is no section "${unknown}". Sections: ${sections.join(", ")}.`);
  const device = DEVICES.find(name => name === values.device);
  if (device === undefined) throw new Error(`"${values.device}" is not one of the devices ${DEVICES.join(", ")}.`);
  if (values.peers && values["no-peers"]) throw new Error("--peers and --no-peers exclude each other.");
  const output = values.output ?? null;
  if (output !== null && !output.endsWith(".json")) throw new Error(`--output wants a name that ends in .json, not "${output}".`);
  if (values.quick && values.fresh) throw new Error("--fresh makes everything anew, which takes longer than --quick may.");
  // A short run installs nothing, unless that is asked for in words.
  const peers = values["no-peers"] ? "none" : values.quick && !values.peers ? "installed" : "install";
  return { quick: values.quick, only, device, peers, fresh: values.fresh, output, readme: values.readme, help: values.help };
}

/** The text of --help. */
export const helpText = (sections: readonly string[]): string => `npm run bench -- [options]

  --only NAME      only this section (may be repeated): ${sections.join(", ")}
  --output FILE    a JSON list of {name, us, peer, ratio, better, floor, goal}, and a Markdown table beside it; FILE ends in .json
  --readme         put the tables of the sections that ran into README.md, in place of those before; of sections that did not run they stay
  --quick          fewer rounds, one model, 512 tokens: within five minutes; sections that find no time in them say so
  --device NAME    ${DEVICES.join(", ")} (cpu unless told otherwise); one that cannot be used is an error
  --peers          install the peers (transformers.js, llama.cpp) into the cache folder also in a quick run, which else uses those that are there
  --no-peers       leave the comparisons out
  --fresh          make the random weights and the peers' graphs anew`;
