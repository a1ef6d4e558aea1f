import { GENERATION_OPTION_NAMES, GENERATION_OPTIONS, type GenerationOptionName, type GenerationOptions } from "../../../protocol/generationOptions";
import { Problem } from "../../../protocol/problem";
import { nearestName } from "./nearestName";
import { optionValue } from "./optionValue";
import { refuseWithoutEffect } from "./withoutEffect";

type Values = Readonly<Record<string, unknown>>;

/**
 * All options with their values: what is asked for, over the checkpoint's own defaults (of its generation_config.json and config.json,
 * which say much else too: only upstream's options are taken from there), over the neutral values. Null asks for the neutral value.
 * Throws a Problem that names the option: `input-unknown` for one that nobody knows, `input-invalid` for a value of another kind, and
 * for one that would have no effect beside the others.
 */
export function readGenerationOptions(asked: Values, defaults: Values = {}): GenerationOptions {
  for (const name of Object.keys(asked)) if (!isOptionName(name)) throw unknown(name);
  const options = Object.fromEntries(
    GENERATION_OPTION_NAMES.map(name => {
      const description = GENERATION_OPTIONS[name];
      if (asked[name] !== undefined) return [name, asked[name] === null ? description.neutral : optionValue(name, description, asked[name])];
      const own = description.upstream ? (defaults[name] ?? null) : null;
      return [name, own === null ? description.neutral : ownValue(name, own)];
    }),
  ) as unknown as GenerationOptions;
  refuseWithoutEffect(options, GENERATION_OPTION_NAMES.filter(name => (asked[name] ?? null) !== null));
  return options;
}

/** The options that differ from their neutral values: given back to {@link readGenerationOptions}, they make the same ones. */
export function differingOptions(options: GenerationOptions): Partial<GenerationOptions> {
  return Object.fromEntries(GENERATION_OPTION_NAMES.filter(name => !isNeutral(options, name)).map(name => [name, options[name]]));
}

/** Whether an option has its neutral value. */
export const isNeutral = (options: GenerationOptions, name: GenerationOptionName): boolean => JSON.stringify(options[name]) === JSON.stringify(GENERATION_OPTIONS[name].neutral);

export const isOptionName = (name: string): name is GenerationOptionName => Object.hasOwn(GENERATION_OPTIONS, name);

/** A value from the checkpoint's files; where it is wrong, the person can only replace it. */
function ownValue(name: GenerationOptionName, value: unknown): unknown {
  try {
    return optionValue(name, GENERATION_OPTIONS[name], value);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(error.code, `The model's own default is wrong: ${error.message}`, { cause: error, remedy: `Give ${name} yourself, or null for its neutral value.` });
  }
}

function unknown(name: string): Problem {
  const near = nearestName(name, GENERATION_OPTION_NAMES);
  const remedy = near === null ? `Leave it out. Known are ${GENERATION_OPTION_NAMES.join(", ")}.` : `Did you mean ${near}? Else leave it out.`;
  return new Problem("input-unknown", `There is no generation option ${JSON.stringify(name)}.`, { remedy });
}
