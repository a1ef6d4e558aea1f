import { NOTES, statementOf } from "../../protocol/notes/catalogue";
import type { Finding, NoteRequest } from "../../protocol/notes/note";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Loaded } from "../models";
import { settingsOf } from "./noteSettings";
import { SAMPLE_TEXT } from "./sampleText";
import type { Outcome } from "./statement";
import { STATEMENTS } from "./statements";

/** The ids of all statements, in the order of the notes. */
export const statementIds = (): string[] => NOTES.flatMap(({ statements }) => statements.map(({ id }) => id));

/** Puts a statement of the notes to a loaded model and tells what came of it. Throws `input-unknown` for an id that is none; cancelled within one step of the model. */
export async function runStatement({ id, text, settings }: NoteRequest, loaded: Loaded, signal: AbortSignal, progress: (fraction: number) => void = () => undefined): Promise<Finding> {
  const about = statementOf(id);
  if (!about) throw new Problem("input-unknown", `The notes have no statement ${id}.`, { remedy: `Choose one of: ${statementIds().join(", ")}.` });
  const statement = STATEMENTS[about.id];
  const chosen = settingsOf(about, settings);
  const named = { id, statement: about.statement, measured: about.measured, paper: about.paper.title };
  const own = { model: loaded.card.name, ...chosen };
  const why = statement.applies(loaded.model.open);
  if (why !== null) return { ...named, verdict: "not-applicable", figure: null, unit: "", says: why, settings: own, pictures: [] };
  let outcome: Outcome;
  try {
    outcome = await statement.run({ loaded, text: text ?? SAMPLE_TEXT, settings: chosen, signal, progress });
  } catch (error) {
    // A pass that was stopped says that it is gone: whoever stopped it knows.
    Cancelled.check(signal);
    throw error;
  }
  Cancelled.check(signal);
  const { holds, ...found } = outcome;
  return { ...named, ...found, verdict: holds ? "holds" : "fails", settings: { ...own, text: text === null ? "sample" : "chosen", ...found.settings } };
}
