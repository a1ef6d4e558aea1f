import { NOTES, statementOf } from "../../protocol/notes/catalogue";
import type { Finding, NoteItem, NotePoint, NoteRequest, StatementAbout } from "../../protocol/notes/note";
import { SAMPLE_TEXT } from "../../protocol/notes/sampleText";
import { Cancelled, Problem } from "../../protocol/problem";
import type { TextRange } from "../../protocol/tokens";
import type { Loaded } from "../models";
import { settingsOf } from "./noteSettings";
import type { Outcome } from "./statement";
import { STATEMENTS } from "./statements";

/** The ids of all statements, in the order of the notes. */
export const statementIds = (): string[] => NOTES.flatMap(({ statements }) => statements.map(({ id }) => id));

/** Puts a statement of the notes to a loaded model and tells what came of it. Throws `input-unknown` for an id that is none; cancelled within one step of the model. */
export async function runStatement({ id, text, documents, spans = [], settings, known }: NoteRequest, loaded: Loaded, signal: AbortSignal, tell: (item: NoteItem) => void = () => undefined): Promise<Finding> {
  const about = statementOf(id);
  if (!about) throw new Problem("input-unknown", `The notes have no statement ${id}.`, { remedy: `Choose one of: ${statementIds().join(", ")}.` });
  const statement = STATEMENTS[about.id];
  const chosen = settingsOf(about, settings);
  if (documents.length > 0 && about.documents !== true) throw new Problem("input-invalid", `${id} reads no documents.`, { remedy: "Leave them out." });
  if (spans.length > 0) checkSpans(about, spans, text);
  const named = { id, statement: about.statement, measured: about.measured, paper: about.paper.title };
  const own = { model: loaded.card.name, ...chosen };
  const why = statement.applies(loaded.model.open);
  if (why !== null) return { ...named, verdict: "not-applicable", figure: null, unit: "", says: why, settings: own, pictures: [], looks: [] };
  let outcome: Outcome;
  try {
    outcome = await statement.run({
      loaded,
      text: text ?? SAMPLE_TEXT,
      documents,
      spans,
      settings: chosen,
      signal,
      progress: fraction => tell({ kind: "progress", message: "Measuring", fraction }),
      point: (key, measure) => pointOf(key, known, measure, signal, tell),
      show: pictures => tell({ kind: "pictures", pictures }),
    });
  } catch (error) {
    // A pass that was stopped says that it is gone: whoever stopped it knows.
    Cancelled.check(signal);
    throw error;
  }
  Cancelled.check(signal);
  const { holds, looks = [], ...found } = outcome;
  const documented = about.documents === true ? { documents: documents.length === 0 ? "sample" : documents.map(({ name }) => name).join(", ") } : {};
  return { ...named, ...found, looks, verdict: holds ? "holds" : "fails", settings: { ...own, text: text === null ? "sample" : "chosen", ...documented, ...(spans.length > 0 && { spans: "chosen" }), ...found.settings } };
}

/** Throws `input-invalid` for spans that the statement has no use for, or that are no parts of the text in order and apart. */
function checkSpans({ id, spans: takes }: Pick<StatementAbout, "id" | "spans">, spans: readonly TextRange[], text: string | null): void {
  if (takes !== true) throw new Problem("input-invalid", `${id} takes no spans.`, { remedy: "Leave them out." });
  const apart = spans.every(({ start, end }, at) => Number.isInteger(start) && Number.isInteger(end) && start >= (spans[at - 1]?.end ?? 0) && start < end && end <= (text?.length ?? 0));
  if (!apart) throw new Problem("input-invalid", "The spans are not parts of the text, in order and apart.", { remedy: "Choose them again, each with a cursor of its own." });
}

/** A point as an earlier run told it, or measured now and told. */
async function pointOf(key: string, known: NoteRequest["known"], measure: () => Promise<NotePoint>, signal: AbortSignal, tell: (item: NoteItem) => void): Promise<NotePoint> {
  const before = Object.hasOwn(known, key) ? known[key] : undefined;
  if (before !== undefined) return before;
  Cancelled.check(signal);
  const values = await measure();
  // JSON, in which points are kept, has no other numbers.
  if (!values.every(Number.isFinite)) throw new Error(`the point ${key} is not of finite numbers: ${values.join(", ")}`);
  tell({ kind: "point", key, values });
  return values;
}
