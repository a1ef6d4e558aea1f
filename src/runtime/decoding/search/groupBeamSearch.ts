import { Problem } from "../../../protocol/problem";
import type { Adapter } from "../adapters/adapter";
import { hammingDiversity } from "../adapters/hammingDiversity";
import type { Decoding } from "../decoding";
import type { LanguageModel, Text } from "../languageModel";
import { BeamGroup } from "./beamGroup";
import { checkBeamOptions, checkCount, type BeamOptions } from "./beamOptions";
import { growBeams, type BeamDecoded } from "./growBeams";

export interface GroupBeamOptions extends BeamOptions {
  /** A divisor of `beams`. */
  readonly groups: number;
  /** Taken off a token's log-probability for each beam of an earlier group that chose it at this step. */
  readonly diversityPenalty: number;
  /** Before which of the adapters the penalty comes; 0: the first. Upstream puts it behind the biases of sequences. */
  readonly penaltyAt?: number;
  /** As upstream, a group that is done counts as choosing padding with all its beams; without one it counts as choosing nothing. */
  readonly padId?: number;
}

/**
 * Diverse beam search (Vijayakumar et al. 2018) as Hugging Face's `generate` does it: groups of beams grow one after another, each
 * with a penalty on what those before it chose. The `returned` best texts of all groups, best first; different groups may end with
 * the same one. The penalty is one more stage in events.
 */
export async function groupBeamSearch(model: LanguageModel, prompt: Text, decoding: Decoding, options: GroupBeamOptions): Promise<BeamDecoded[]> {
  checkGroups(options);
  const { beams, groups: count, diversityPenalty, penaltyAt = 0, padId } = options;
  const size = beams / count;
  let chosen: number[] = [];
  const penalty: Adapter = {
    ...diversityStage(diversityPenalty),
    apply: scores => hammingDiversity(scores, chosen, diversityPenalty),
  };
  const adapters = decoding.adapters.toSpliced(penaltyAt, 0, penalty);
  const groups = Array.from({ length: count }, () => new BeamGroup(size, prompt, options, decoding, adapters, {}));

  const padding = padId === undefined ? [] : Array.from({ length: size }, () => padId);
  let over: readonly boolean[] = [];
  const before = (group: number): void => {
    if (group === 0) over = groups.map(({ done }) => done);
    chosen = groups.slice(0, group).flatMap(({ lastTokens }, earlier) => (over[earlier] ? padding : lastTokens));
  };
  return growBeams(model, prompt, decoding, groups, options.returned, before);
}

/** What the penalty's stage is called. */
export const diversityStage = (penalty: number): Pick<Adapter, "name" | "about"> => ({
  name: `diversity ${penalty}`,
  about: "Takes a penalty off a token for each beam of an earlier group that chose it at this step (Vijayakumar et al. 2018).",
});

function checkGroups(options: GroupBeamOptions): void {
  const { beams, groups, diversityPenalty } = options;
  checkBeamOptions(options);
  checkCount(groups, "Groups of beams (num_beam_groups)");
  if (beams % groups !== 0) {
    throw new Problem("input-invalid", `${beams} beams (num_beams) cannot be parted into ${groups} groups (num_beam_groups) of equal size.`, {
      remedy: "Choose a number of groups that divides the number of beams.",
    });
  }
  if (!(diversityPenalty > 0 && Number.isFinite(diversityPenalty))) {
    throw new Problem("input-invalid", `diversity_penalty is ${diversityPenalty}; groups of beams differ only where it is above 0.`, { remedy: "Set diversity_penalty above 0, or num_beam_groups to 1." });
  }
}
