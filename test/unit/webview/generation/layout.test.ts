import assert from "node:assert/strict";
import type { GenerationBeams } from "../../../../src/protocol/generation";
import { bestEnd, bestLive, type BeamTree, EMPTY_TREE, endOf, grown, pathTo, stepNodes } from "../../../../webview/generation/beamTree";
import { beamText } from "../../../../webview/generation/beamText";
import { cacheContents, evictedLast } from "../../../../webview/generation/cacheContents";
import { ended, newColumn, shownEnd, shownSteps, withItems } from "../../../../webview/generation/column";
import { textOf } from "../../../../webview/generation/shownStep";
import { alignedLines, linesOf, type RibbonCell, ribbonCells } from "../../../../webview/generation/ribbonCells";
import { clamped, fitted, movedNode, newest, nodeNear, pointOf, revealed, seenSteps, treeBox, zoomedTree } from "../../../../webview/generation/treeLayout";
import { beams, candidate, fixtureRun, request, started, step, token } from "./items";

/** Two beams: the better one of step 0 has two children, one of which finishes; the other dies out. */
const small: readonly GenerationBeams[] = [
  beams(0, 1, [candidate(0, 1, -1, 0), candidate(0, 2, -2, 1), candidate(0, 3, -3, null)]),
  beams(1, 2, [candidate(0, 4, -1.5, 0), candidate(0, 5, -1.8, 1), candidate(0, 9, -2, null, "finished"), candidate(1, 6, -4, null), candidate(1, 9, -5, null, "dropped")]),
];
const ids = (tree: BeamTree, id: number | null): number[] => (id === null ? [] : pathTo(tree, id).map(node => node.candidate.token.id));

describe("The tree of beams", () => {
  const tree = grown(EMPTY_TREE, small);

  it("joins every arm to the beam that it came from", () => {
    assert.deepEqual(tree.nodes.map(({ parent, lane }) => [parent, lane]), [[null, 0], [null, 1], [null, null], [0, 0], [0, 1], [0, null], [1, null], [1, null]]);
    assert.deepEqual(tree.live, [3, 4]);
    assert.deepEqual(ids(tree, 5), [1, 9]);
    assert.equal(tree.lanes, 2);
    assert.deepEqual(stepNodes(tree, 1).filter(({ lane }) => lane === null).map(({ fan }) => fan.toFixed(3)), ["0.000", "-0.167", "0.167"], "arms that end fan out below one another");
  });

  it("grows step by step into the same tree as at once, and leaves what was there as it is", () => {
    const one = grown(EMPTY_TREE, small.slice(0, 1));
    const before = structuredClone(one);
    assert.deepEqual(grown(one, small.slice(1)), tree);
    assert.deepEqual(one, before);
    assert.equal(EMPTY_TREE.nodes.length, 0);
  });

  it("finds the end of a text, with its end token or without, and the best so far", () => {
    assert.deepEqual(ids(tree, endOf(tree, { tokens: [token(1), token(9)] })), [1, 9]);
    assert.deepEqual(ids(tree, endOf(tree, { tokens: [token(1), token(5)] })), [1, 5]);
    assert.deepEqual(ids(tree, endOf(tree, { tokens: [token(1), token(5), token(9)] })), [1, 5], "told with an end token that is no arm");
    assert.equal(endOf(tree, { tokens: [token(7), token(5)] }), null);
    assert.equal(bestLive(tree), 3);
    assert.equal(bestEnd(tree, 0), 5, "a finished text ranks by its own score");
    assert.equal(bestEnd(tree, 1), 1, "nothing lives behind it");
  });

  it("keeps the arms of one step from crossing", () => {
    const run = grown(EMPTY_TREE, fixtureRun({ num_beams: 6, num_beam_groups: 3, diversity_penalty: 1.5, max_new_tokens: 30 }).items.filter(item => item.kind === "beams"));
    for (let at = 1; at < run.steps.length; at++) {
      const arms = stepNodes(run, at).filter(({ lane }) => lane !== null).sort((one, other) => one.lane! - other.lane!);
      assert.ok(arms.every((arm, index) => index === 0 || arms[index - 1]!.from <= arm.from), `step ${at}`);
      assert.ok(arms.every((arm, index) => index === 0 || arms[index - 1]!.group! <= arm.group!), `groups of step ${at}`);
    }
  });

  it("shows the path of the text looked at, and explains its steps", () => {
    const column = withItems(newColumn(0, request), [started(), ...small]);
    assert.deepEqual(shownSteps(column).map(one => one.token.id), [1, 4]);
    assert.equal(shownSteps(column)[0]?.surprisal, 1);
    const text = { path: null, tokens: [token(1), token(9)], text: "bj", score: -1, ended: "end token" as const };
    const done = ended(column, { finished: { texts: [text], milliseconds: 8, computed: 5, reused: 0 } });
    assert.deepEqual(shownSteps(done).map(one => one.token.id), [1, 9], "the winner");
    assert.equal(shownEnd({ ...done, chosen: { path: null, end: 1 } }), 1);
  });

  it("spells the text up to any arm, in any order of asking, a character of several bytes once it is whole", () => {
    const spelled = ["a", "⟨C3⟩", "⟨A9⟩", "b", "⟨E2⟩"];
    const steps = spelled.map((text, at) => beams(at, at === 0 ? 1 : 2, [{ ...candidate(0, 1, -1, 0), token: token(1, text), text }, { ...candidate(at === 0 ? 0 : 1, 2, -2, 1), token: token(2, "x"), text: "x" }]));
    const tree = grown(EMPTY_TREE, steps);
    const at = (step: number, beam: number): number => 2 * step + beam;
    assert.deepEqual([at(4, 0), at(1, 0), at(2, 0), at(3, 0)].map(id => beamText(tree, id)), ["aéb", "a", "aé", "aéb"]);
    assert.equal(beamText(tree, at(4, 1)), "xxxxx");
    for (const { id } of tree.nodes) assert.equal(beamText(tree, id), textOf(pathTo(tree, id).map(one => one.candidate)));
  });

  it("walks along arms by the arrow keys", () => {
    assert.equal(movedNode(tree, 3, "ArrowLeft"), 0);
    assert.equal(movedNode(tree, 0, "ArrowLeft"), 0);
    assert.equal(movedNode(tree, 0, "ArrowRight"), 3);
    assert.equal(movedNode(tree, 0, "ArrowDown"), 2, "arms that end are walked over, too");
    assert.equal(movedNode(tree, 2, "ArrowDown"), 1);
    assert.equal(movedNode(tree, 0, "x"), null);
  });

  it("finds the node at a point wherever the tree is panned and zoomed to", () => {
    const { items } = fixtureRun({ num_beams: 4, max_new_tokens: 40 });
    const long = grown(EMPTY_TREE, items.filter(item => item.kind === "beams"));
    const box = treeBox(long, 500);
    const view = zoomedTree(newest(long, box), 1.3, 200, long, box);
    const [first, end] = seenSteps(view, long, box);
    assert.ok(first > 20 && end === 40);
    const seen = stepNodes(long, 37).filter(({ lane }) => lane !== null);
    assert.ok(seen.length > 2);
    for (const node of seen) {
      const { x, y } = pointOf(node, view, box);
      assert.equal(nodeNear(long, view, box, x + 2, y - 2)?.id, node.id);
    }
    const [, all] = seenSteps(fitted(long, box), long, box);
    assert.equal(all, 40);
    assert.ok(seenSteps(revealed(view, 3, long, box), long, box)[0] <= 3);
    assert.deepEqual(clamped({ x: 1e6, scale: view.scale }, long, box), clamped({ x: 1e5, scale: view.scale }, long, box));
  });

  it("grows by 500 steps of 8 beams, a step at a time, in less than a frame each", () => {
    const arms = Array.from({ length: 64 }, (_, rank) => candidate(rank % 8, rank, -rank, rank < 8 ? rank : null));
    let big = EMPTY_TREE;
    const begun = performance.now();
    for (let at = 0; at < 500; at++) {
      big = grown(big, [beams(at, 8, at === 0 ? arms.map(arm => ({ ...arm, parent: 0 })) : arms)]);
      pathTo(big, bestLive(big)!);
    }
    const each = (performance.now() - begun) / 500;
    assert.equal(big.nodes.length, 32_000);
    assert.ok(each < 16, `${each.toFixed(2)} ms a step`);
  });
});

describe("The ribbon", () => {
  const cell = (place: number, text: string, kind: RibbonCell["kind"] = "step"): RibbonCell => ({ kind, token: token(0, text), place, surprisal: 1, drafted: false });
  const width = ({ token: { text } }: { readonly token: { readonly text: string } }): number => 10 * text.length;

  it("fills lines, and ends them with the text's own", () => {
    const lines = linesOf([cell(0, "abc"), cell(1, "de"), cell(2, "f\n"), cell(3, "g"), cell(4, "too long for it")], 60, width);
    assert.deepEqual(lines.map(line => line.map(({ place }) => place)), [[0, 1], [2], [3], [4]]);
    assert.deepEqual(linesOf([], 60, width), []);
  });

  it("begins a line where texts part, at one height", () => {
    const one = [cell(0, "ab"), cell(1, "c\n"), cell(2, "d"), cell(3, "x")];
    const other = [cell(0, "abc\n"), cell(1, "d\n"), cell(2, "y"), cell(3, "z")];
    const lines = alignedLines([one, other], [3, 2], 60, width);
    assert.deepEqual(lines.map(column => column.map(line => line.map(({ place }) => place))), [[[0, 1], [2], [3]], [[0], [1], [2, 3]]]);
    const short = alignedLines([one, [cell(0, "ab")]], [1, 1], 60, width);
    assert.deepEqual(short.map(({ length }) => length), [3, 1]);
  });

  it("shows the prompt's end, and drafted tokens that were rejected where they were", () => {
    const draft = { kind: "draft" as const, path: 0, step: 1, draft: [5, 6, 7].map(id => ({ token: token(id), drafted: 1, model: 0.5 })), accepted: 1 };
    const column = withItems(newColumn(0, request), [started(), step(0, 4), draft, step(1, 5), step(2, 8), step(3, 1)]);
    const cells = ribbonCells(column).map(({ kind, token: { id }, place, drafted }) => [kind, id, place, drafted]);
    assert.deepEqual(cells, [["prompt", 0, -1, false], ["prompt", 1, -1, false], ["prompt", 2, -1, false], ["step", 4, 0, false], ["step", 5, 1, true], ["rejected", 6, 2, true], ["rejected", 7, 2, true], ["step", 8, 2, false], ["step", 1, 3, false]]);
    const source = withItems(newColumn(0, request), [started({ encoderDecoder: true }), step(0, 4)]);
    assert.deepEqual(ribbonCells(source).map(({ kind }) => kind), ["step"], "a source is not continued");
  });
});

describe("The cache by step", () => {
  it("holds all, or the sinks and the last ones", () => {
    assert.deepEqual(cacheContents({ window: null, sinks: 0 }, 7), { held: [{ first: 0, end: 7 }], count: 7, evicted: 0 });
    assert.deepEqual(cacheContents({ window: 5, sinks: 2 }, 5), { held: [{ first: 0, end: 5 }], count: 5, evicted: 0 });
    assert.deepEqual(cacheContents({ window: 5, sinks: 2 }, 9), { held: [{ first: 0, end: 2 }, { first: 6, end: 9 }], count: 5, evicted: 4 });
    assert.deepEqual(cacheContents({ window: 4, sinks: 0 }, 6).held, [{ first: 2, end: 6 }]);
    assert.deepEqual(cacheContents({ window: 3, sinks: 3 }, 6).held, [{ first: 0, end: 3 }]);
    assert.deepEqual(cacheContents({ window: null, sinks: 0 }, 0).held, []);
  });

  it("gives up one token a step, whose number is that of the first not held", () => {
    for (const policy of [{ window: 5, sinks: 2 }, { window: 4, sinks: 0 }, { window: 2, sinks: 1 }]) {
      for (let tokens = 1; tokens < 12; tokens++) {
        const holds = (count: number, one: number): boolean => cacheContents(policy, count).held.some(({ first, end }) => one >= first && one < end);
        const lost = Array.from({ length: tokens - 1 }, (_, one) => one).filter(one => holds(tokens - 1, one) && !holds(tokens, one));
        assert.deepEqual(lost, evictedLast(policy, tokens) === null ? [] : [evictedLast(policy, tokens)], `${policy.window} ${policy.sinks} ${tokens}`);
      }
    }
  });
});
