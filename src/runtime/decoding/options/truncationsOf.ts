import type { GenerationOptions } from "../../../protocol/generationOptions";
import type { Adapter } from "../adapters/adapter";
import { epsilonCutoff } from "../adapters/epsilonCutoff";
import { etaCutoff } from "../adapters/etaCutoff";
import { minP } from "../adapters/minP";
import { mirostat } from "../adapters/mirostat";
import { mirostat2 } from "../adapters/mirostat2";
import { temperature } from "../adapters/temperature";
import { topK } from "../adapters/topK";
import { topNSigma } from "../adapters/topNSigma";
import { topP } from "../adapters/topP";
import { typical } from "../adapters/typical";

/** Temperature and the cuts, for drawing; each leaves beams enough tokens to go on with when the best ones end. */
export function truncationsOf(options: GenerationOptions, { beams, endIds }: { readonly beams: number; readonly endIds: ReadonlySet<number> }): Adapter[] {
  const fewest = beams > 1 ? Math.max(2, endIds.size + 1) : 1;
  const { mirostat: version, mirostat_tau: tau, mirostat_eta: eta } = options;
  return [
    ...(options.temperature === 1 ? [] : [temperature(options.temperature)]),
    ...(options.top_n_sigma === 0 ? [] : [topNSigma(options.top_n_sigma, fewest)]),
    ...(options.top_k === 0 ? [] : [topK(options.top_k, fewest)]),
    ...(options.top_p === 1 ? [] : [topP(options.top_p, fewest)]),
    ...(options.min_p === 0 ? [] : [minP(options.min_p, fewest)]),
    ...(options.typical_p === 1 ? [] : [typical(options.typical_p, fewest)]),
    ...(options.epsilon_cutoff === 0 ? [] : [epsilonCutoff(options.epsilon_cutoff, fewest)]),
    ...(options.eta_cutoff === 0 ? [] : [etaCutoff(options.eta_cutoff, fewest)]),
    ...(version === 1 ? [mirostat(tau, eta)] : version === 2 ? [mirostat2(tau, eta)] : []),
  ];
}
