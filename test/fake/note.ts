import { statementOf } from "../../src/protocol/notes/catalogue";
import type { Finding, NoteItem, NotePicture, NotePoint, NoteRequest } from "../../src/protocol/notes/note";
import { Cancelled, Problem } from "../../src/protocol/problem";
import type { Asking } from "../../src/protocol/rpc";

const POINTS = 4;

/** A sweep of four points, of which "!hang" stops after two and "!fail" throws behind the third; known points are told by the figure. */
export async function fakeNote({ id, text, settings, known }: NoteRequest, model: string, { signal, emit }: Asking<NoteItem>): Promise<Finding> {
  const about = statementOf(id);
  if (!about) throw new Problem("input-unknown", `There is no statement ${id}.`, { remedy: "Choose another." });
  const values: NotePoint[] = [];
  for (let at = 0; at < POINTS; at++) {
    if (at === 2 && text?.includes("!hang") && Object.keys(known).length === 0) await stopped(signal);
    if (at === 3 && text?.includes("!fail")) throw new Problem("weights-not-finite", "model.embed_tokens.weight holds NaN.", { remedy: "Download the model again." });
    const key = `at ${at}`;
    const before = known[key];
    values.push(before ?? [at / POINTS]);
    if (before === undefined) emit({ kind: "point", key, values: values[at] ?? [] });
    emit({ kind: "progress", message: "Measuring", fraction: (at + 1) / POINTS });
    emit({ kind: "pictures", pictures: [picture(values)] });
  }
  return {
    id,
    statement: about.statement,
    measured: about.measured,
    paper: about.paper.title,
    verdict: "holds",
    figure: Object.keys(known).length,
    unit: "points known",
    says: `${Object.keys(known).length} points were known.`,
    settings: { model, ...settings },
    pictures: [picture(values)],
    looks: [{ picture: "sweep", line: 0, at: 1, title: "At 1", text: "One two three.", range: { start: 4, end: 7 } }],
  };
}

function picture(values: readonly NotePoint[]): NotePicture {
  return {
    kind: "curves",
    id: "sweep",
    title: "A sweep",
    about: "Made up.",
    x: { name: "point", unit: "", at: Float32Array.from(values.keys()) },
    value: { name: "value", unit: "" },
    lines: [{ name: "measured", values: Float32Array.from(values, ([value = NaN]) => value) }],
    logarithmic: false,
    steps: false,
  };
}

async function stopped(signal: AbortSignal): Promise<never> {
  await new Promise<void>(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  throw new Cancelled();
}
