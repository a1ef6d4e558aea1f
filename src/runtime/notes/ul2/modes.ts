import type { OpenModel } from "../../model/openModel";
import { fillsNoSpans } from "../spans/spanModel";
import type { Given } from "../statement";
import type { DenoiserKind } from "./denoisers";

/** Tokens in front of a text that say which denoiser it is for. */
export interface Mode {
  readonly name: string;
  readonly ids: readonly number[];
}

/** The paper's names, as tokens; and those under which the published checkpoints were trained. */
const NAMES: readonly Readonly<Record<DenoiserKind, string>>[] = [
  { R: "[R]", S: "[S]", X: "[X]" },
  { R: "[NLU]", S: "[S2S]", X: "[NLG]" },
];

/** Whether a model was trained with modes: its vocabulary proves nothing, its name says so. */
export const hasModes = ({ checkpoint: { name, config } }: OpenModel): boolean => [name, config["_name_or_path"]].some(one => typeof one === "string" && /ul2/i.test(one));

/** Why a model's modes cannot be tried; null where they can. */
export const lacksModes = (open: OpenModel): string | null => fillsNoSpans(open) ?? (hasModes(open) ? null : "This model was trained without modes: it is no UL2.");

/** The tokens of each mode, or of none where the model was trained without. */
export async function modesOf({ loaded }: Pick<Given, "loaded">): Promise<Readonly<Record<DenoiserKind, Mode>>> {
  const none = { name: "", ids: [] };
  if (!hasModes(loaded.model.open)) return { R: none, S: none, X: none };
  const tokenizer = loaded.tokenizer();
  const [own, published] = NAMES as [Readonly<Record<DenoiserKind, string>>, Readonly<Record<DenoiserKind, string>>];
  const known = (await tokenizer.encodePlain(own.R)).some(({ piece }) => piece === own.R);
  const names = known ? own : published;
  const mode = async (kind: DenoiserKind): Promise<Mode> => ({ name: names[kind], ids: (await tokenizer.encodePlain(names[kind])).map(({ id }) => id) });
  return { R: await mode("R"), S: await mode("S"), X: await mode("X") };
}
