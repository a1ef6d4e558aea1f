import type { GeneratedText, GenerationBeamCandidate, GenerationItem } from "../../src/protocol/generation";
import { END } from "./generationModel";
import { adaptersOf, explained, ranked, softmax, stagesOf, tokenOf } from "./generationSteps";
import { type FixtureRun, numberOption } from "./generationSearch";

interface Beam {
  readonly ids: readonly number[];
  readonly score: number;
  readonly group: number | null;
}

/** Beam search, in groups that avoid each other's tokens where the options ask for them. */
export function* beamSearch(run: FixtureRun): Generator<GenerationItem, GeneratedText[]> {
  const { model, options, before, watched } = run;
  const [beams, groups, most] = [numberOption(options, "num_beams", 4), numberOption(options, "num_beam_groups", 1), numberOption(options, "max_new_tokens", 20)];
  const size = Math.max(1, Math.floor(beams / groups));
  const lengthPenalty = numberOption(options, "length_penalty", 1);
  const diversity = numberOption(options, "diversity_penalty", 0);
  const adapters = adaptersOf(options);
  const finished: { ids: readonly number[]; score: number }[] = [];
  let live: Beam[] = Array.from({ length: groups }, (_, group) => ({ ids: [], score: 0, group: groups > 1 ? group : null }));
  for (let step = 0; step < most && live.length > 0 && finished.length < 3 * beams; step++) {
    const all = live.map(({ ids }) => stagesOf(model, [...before, ...ids], adapters));
    const candidates: GenerationBeamCandidate[] = [];
    const next: Beam[] = [];
    const used = new Map<number, number>();
    for (let group = 0; group < groups; group++) {
      const parents = live.map((beam, parent) => ({ beam, parent })).filter(({ beam }) => groups === 1 || beam.group === group);
      const arms = parents.flatMap(({ beam, parent }) => {
        const logs = softmax(all[parent]!.at(-1)!).map((probability, id) => Math.log(probability) - diversity * (used.get(id) ?? 0));
        return ranked(logs).slice(0, 2 * size).map(id => ({ parent, id, logProbability: logs[id]!, score: beam.score + logs[id]! }));
      }).sort((one, other) => other.score - one.score);
      let kept = 0;
      for (const [rank, { parent, id, logProbability, score }] of arms.entries()) {
        const parentIds = live[parent]!.ids;
        const ends = id === END;
        const final = ends ? score / (parentIds.length + 1) ** lengthPenalty : null;
        const fate = ends ? (rank < size ? "finished" : "dropped") : kept < size ? "kept" : "pruned";
        if (fate === "pruned" && rank >= 2 * size + 1) continue;
        const token = tokenOf(model, id);
        candidates.push({ parent, token, text: model.added([...before, ...parentIds], id), logProbability, score, fate, beam: fate === "kept" ? next.length : null, final });
        if (fate === "finished") finished.push({ ids: [...parentIds, id], score: final! });
        if (fate !== "kept") continue;
        next.push({ ids: [...parentIds, id], score, group: groups > 1 ? group : null });
        used.set(id, (used.get(id) ?? 0) + 1);
        kept++;
      }
    }
    const told = live.map(({ score, group }, parent) => {
      const best = candidates.filter(candidate => candidate.parent === parent).sort((one, other) => other.score - one.score)[0];
      return { score, group, explained: best ? explained(model, all[parent]!, adapters, best.token.id, watched) : null };
    });
    yield { kind: "beams", step, beams: told, candidates: candidates.sort((one, other) => other.score - one.score), milliseconds: 14 };
    live = next;
  }
  const open = live.map(({ ids, score }) => ({ ids, score: score / Math.max(1, ids.length) ** lengthPenalty }));
  return [...finished, ...open]
    .sort((one, other) => other.score - one.score)
    .slice(0, beams)
    .map(({ ids, score }) => ({ path: null, tokens: ids.map(id => tokenOf(model, id)), text: ids.map((id, at) => model.added([...before, ...ids.slice(0, at)], id)).join(""), score, ended: ids.at(-1) === END ? "end token" : "length" }));
}
