import assert from "node:assert/strict";
import type { StatementAbout } from "../../../../src/protocol/notes/note";
import type { NoteShown } from "../../../../src/protocol/notesPage";
import { asUsual, begun, chosenSettings, ended, evidenceOf, failureOf, findingOf, found, initialState, isAsShown, isUnusual, joined, type NotesState, pointsToGoOnFrom, stopping, toKeep, told, whyNot, withEntry, withShown } from "../../../../webview/notes/state";
import { withChoice } from "../../../../webview/pictures/pictureState";
import { curves, finding } from "../../report/pictures";

const about: StatementAbout = {
  id: "sweep",
  statement: "",
  measured: "",
  paper: { title: "", url: "" },
  options: [
    { kind: "number", name: "depths", about: "", least: 2, most: 21, step: 1, otherwise: 11 },
    { kind: "text", name: "label", about: "", mostCharacters: 5, otherwise: "Q:" },
  ],
  embedded: "starter-llama",
  shownIn: null,
};
const first: NoteShown = { about, chapter: "", model: { folder: "/a", name: "a", embedded: false }, text: null, documents: [], settings: {}, result: null, saved: null, points: 0, running: false };
const shows = (change: Partial<NoteShown> = {}, state: NotesState = initialState(null)): NotesState => withShown(state, { ...first, ...change });
const problem = { code: "text-too-long" as const, message: "Too long." };

describe("The notes page's options", () => {
  it("are the host's until others are chosen, and only those that differ are asked for", () => {
    const state = shows({ settings: { depths: 5 } });
    assert.deepEqual(state.settings, { depths: 5, label: "Q:" });
    const chosen = withEntry(state, "label", "A:");
    assert.deepEqual(chosenSettings(chosen), { depths: 5, label: "A:" });
    assert.deepEqual([isAsShown(state), isAsShown(chosen), isUnusual(chosen)], [true, false, true]);
    assert.deepEqual(chosenSettings(asUsual(chosen)), {});
    assert.equal(isUnusual(asUsual(chosen)), false);
  });

  it("that cannot be taken keep the statement from being run, and say why", () => {
    const wrong = withEntry(shows(), "depths", "99");
    assert.equal(wrong.settings["depths"], 11);
    assert.equal(whyNot(wrong), "depths must be a whole number from 2 to 21.");
    assert.equal(whyNot(withEntry(wrong, "depths", "9")), null);
    assert.equal(whyNot(asUsual(wrong)), null);
    assert.equal(whyNot(shows({ model: null })), "There is no model to run on.");
    assert.equal(withEntry(shows(), "unknown", "1").settings["unknown"], undefined);
  });

  it("that are being chosen stay while the host only tells of something else, and go when it has others", () => {
    const chosen = withEntry(shows(), "depths", "7");
    assert.equal(shows({ points: 3 }, chosen).settings["depths"], 7);
    assert.equal(shows({ settings: { depths: 3 } }, chosen).settings["depths"], 3);
    assert.equal(shows({ about: { ...about, id: "other" } }, chosen).settings["depths"], 11);
  });

  it("outlive a reload of the page, for their own statement", () => {
    const kept = structuredClone(toKeep(withChoice(withEntry(shows(), "depths", "7"), "sweep.accuracy", { table: true })));
    const again = shows({}, initialState(kept));
    assert.deepEqual(chosenSettings(again), { depths: 7 });
    assert.equal(again.choices["sweep.accuracy"]?.table, true);
    assert.deepEqual(chosenSettings(shows({ about: { ...about, id: "other" } }, initialState(kept))), {});
    for (const odd of [null, 7, { id: 3 }, { id: "sweep", settings: { depths: "x", label: 3 } }, { id: "sweep", settings: 7 }]) assert.equal(shows({}, initialState(odd)).settings["depths"], 11);
  });
});

describe("A run in the notes page", () => {
  const begins = begun(withEntry(shows(), "depths", "7"));

  it("shows how far it is, its points and its evidence, and no verdict of an earlier one", () => {
    const before = shows({ result: { kind: "found", finding } });
    assert.equal(findingOf(before), finding);
    const during = begun(before);
    assert.equal(findingOf(during), null);
    assert.deepEqual(evidenceOf(during), []);
    const later = [{ kind: "loading", message: "Loading", fraction: 0.1 } as const, { kind: "point", key: "1", values: [1] } as const, { kind: "progress", message: "Measuring", fraction: 0.5 } as const, { kind: "pictures", pictures: [curves] } as const].reduce(told, during);
    assert.deepEqual([later.running?.message, later.running?.fraction, later.running?.points], ["Measuring", 0.5, 1]);
    assert.deepEqual(evidenceOf(later), [curves]);
  });

  it("ends in a finding for the options that it ran with", () => {
    const changed = withEntry(begins, "depths", "8");
    const after = found(changed, finding);
    assert.deepEqual(after.shown?.settings, { depths: 7 });
    assert.equal(isAsShown(after), false, "the options were changed while it ran");
    assert.equal(findingOf(after), finding);
    assert.equal(isAsShown(found(begins, finding)), true);
  });

  it("that is stopped leaves its evidence and its points, from which the next one goes on", () => {
    const partial = told(begins, { kind: "pictures", pictures: [curves] });
    assert.equal(stopping(partial).running?.stopping, true);
    const after = ended(stopping(partial), null);
    assert.deepEqual([after.running, failureOf(after), evidenceOf(after)], [null, null, [curves]]);
    const answered = withShown(after, { ...first, settings: { depths: 7 }, points: 4 });
    assert.equal(pointsToGoOnFrom(answered), 4);
    assert.equal(pointsToGoOnFrom(withEntry(answered, "depths", "8")), 0, "they are points of other options");
    assert.deepEqual(evidenceOf(begun(answered)), [curves], "what is known already stays in sight");
    assert.equal(begun(answered).running?.points, 4);
  });

  it("that comes to nothing says why, until the next one", () => {
    const failed = ended(begins, problem);
    assert.equal(failureOf(failed), problem);
    assert.equal(failureOf(begun(failed)), null);
    assert.equal(failureOf(shows({ result: { kind: "failed", id: "sweep", problem } })), problem, "also where it was run elsewhere");
  });

  it("that began elsewhere is joined with the host's options", () => {
    const state = joined(withEntry(shows({ running: true, settings: { depths: 3 } }), "depths", "9"));
    assert.deepEqual([chosenSettings(state), state.running?.settings], [{ depths: 3 }, { depths: 3 }]);
  });

  it("is forgotten when another statement or model is shown", () => {
    const partial = told(begins, { kind: "pictures", pictures: [curves] });
    for (const change of [{ about: { ...about, id: "other" } }, { model: { folder: "/b", name: "b", embedded: false } }, { documents: ["a.md"] }, { text: { source: "a.md", excerpt: "x" } }]) {
      const other = shows(change, partial);
      assert.deepEqual([other.running, evidenceOf(other)], [null, []]);
      assert.equal(told(other, { kind: "pictures", pictures: [curves] }).partial.length, 0);
    }
    assert.equal(shows({ points: 1 }, partial).running?.message, "Starting", "and not for less");
  });

  it("keeps what was chosen in pictures of its own statement alone", () => {
    const chosen = withChoice(withChoice(shows(), "sweep.a", { table: true }), "other.a", { table: true });
    assert.deepEqual(Object.keys(shows({ about: { ...about, id: "other" } }, chosen).choices), ["other.a"]);
  });
});
