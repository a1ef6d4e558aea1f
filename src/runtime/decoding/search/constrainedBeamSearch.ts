import { Problem } from "../../../protocol/problem";
import type { Decoding } from "../decoding";
import type { LanguageModel, Text } from "../languageModel";
import type { Beam, Row } from "./beam";
import { BeamGroup, type BeamPolicy } from "./beamGroup";
import { checkBeamOptions, type BeamOptions } from "./beamOptions";
import { shareAmongBanks } from "./constraints/banks";
import { advancing, bankOf, isMet, missing, progressAfter, progressOf } from "./constraints/progress";
import { requirement, type Requirement } from "./constraints/requirement";
import type { Extension } from "./extensions";
import { growBeams, type BeamDecoded } from "./growBeams";

export interface ConstrainedBeamOptions extends BeamOptions {
  /** For each phrase that must come, its alternatives: [phrase][alternative][token]. */
  readonly required: readonly (readonly (readonly number[])[])[];
}

/**
 * Beam search for texts that hold required phrases (Hokamp & Liu 2017; banks of equal progress, Post & Vilar 2018), as Hugging Face's
 * `generate` does it: a phrase in the prompt counts, and where the length ends before `returned` open beams have met all, those that
 * have not are returned too, by their score.
 */
export async function constrainedBeamSearch(model: LanguageModel, prompt: Text, decoding: Decoding, options: ConstrainedBeamOptions): Promise<BeamDecoded[]> {
  checkBeamOptions(options);
  if (options.required.length === 0) throw new Problem("input-invalid", "No phrase is required (force_words_ids is empty).", { remedy: "Name a phrase, or leave the option out." });
  const requirements = options.required.map(alternatives => requirement(alternatives, model.vocabulary));
  const fewest = missing(progressOf(prompt, requirements));
  if (fewest > decoding.maxNewTokens) {
    throw new Problem("input-invalid", `The required phrases (force_words_ids) take at least ${fewest} tokens, more than the ${decoding.maxNewTokens} that may come (max_new_tokens).`, {
      remedy: "Allow more tokens, or require less.",
    });
  }
  const group = new BeamGroup(options.beams, prompt, options, decoding, decoding.adapters, constrained(requirements, options));
  return growBeams(model, prompt, decoding, [group], options.returned);
}

function constrained(requirements: readonly Requirement[], { beams, returned }: BeamOptions): BeamPolicy {
  const longest = Math.max(...requirements.map(one => one.longest));
  const met = (text: Text): boolean => isMet(progressOf(text, requirements));
  return {
    mayEnd: met,
    keep: (going, rows) => {
      const progress = rows.map(({ beam }) => progressOf(beam.text, requirements));
      const added = rows.flatMap((row, parent) => advancing(progress[parent] as (typeof progress)[number]).flatMap(token => forced(row, parent, token, going)));
      if (added.length === 0) return going;
      const banked = [...going, ...added].map(extension => ({ extension, bank: bankOf(progressAfter(progress[extension.parent] as (typeof progress)[number], extension.token), longest) }));
      return shareAmongBanks(banked, beams);
    },
    close: open => {
      const good = open.filter(({ text }) => met(text));
      return good.length < returned ? [...good, ...open.filter((beam: Beam) => !good.includes(beam))] : good;
    },
  };
}

/** The extension of a beam by a token that is progress, unless it goes on anyway or is ruled out. */
function forced({ beam, scores }: Row, parent: number, token: number, going: readonly Extension[]): Extension[] {
  const score = Math.fround(beam.score + (scores[token] as number));
  return score === -Infinity || going.some(one => one.parent === parent && one.token === token) ? [] : [{ parent, token, score }];
}
