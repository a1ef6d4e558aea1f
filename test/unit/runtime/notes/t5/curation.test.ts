import assert from "node:assert/strict";
import { C4_BOUNDS, curated } from "../../../../../src/runtime/notes/t5/curation";

const PROSE = "The river was high that spring.\nNobody could cross it for days.\nThen the old ferryman came back.";
const why = (line: string): string | null | undefined => curated(`${PROSE}\n${line}`).lines.at(-1)?.droppedFor;

describe("C4's published rules", () => {
  it("keep prose", () => {
    const { lines, droppedFor, sentences } = curated(PROSE);
    assert.deepEqual(lines.map(line => line.droppedFor), [null, null, null]);
    assert.equal(droppedFor, null);
    assert.equal(sentences, 3);
  });

  it("keep lines that end as sentences do", () => {
    for (const end of [".", "!", "?", '"', "”"]) assert.equal(why(`It was as cold as ice${end}`), null);
    for (const end of ["", ",", ":", ";", ")"]) assert.equal(why(`It was as cold as ice${end}`), "does not end in . ! ? or a quotation mark");
    assert.equal(why("It was as cold as ice.   "), null);
  });

  it("drop lines of fewer than five words", () => {
    assert.equal(why("One two three four five."), null);
    assert.equal(why("One two three four."), "4 words, 5 are needed");
    assert.equal(why("Yes."), "1 word, 5 are needed");
    assert.equal(curated(`${PROSE}\nOne two three.`, { words: 3, sentences: 3 }).lines.at(-1)?.droppedFor, null);
  });

  it("drop lines that ask for Javascript or tell of policies", () => {
    assert.equal(why("Please turn JavaScript on to see this page."), "says “Javascript”");
    assert.equal(why("Read our Privacy Policy before you go on."), "says “privacy policy”");
    assert.equal(why("This site uses cookies to know you."), "says “uses cookies”");
    assert.equal(why(""), "empty");
  });

  it("take citation marks out, and count what is left", () => {
    const { lines } = curated(`${PROSE}\nThe bridge was built in spring.[1][citation needed]\nSee note four here.[2] [edit]`);
    assert.deepEqual(lines.slice(3).map(({ citations, droppedFor }) => [citations, droppedFor]), [[2, null], [2, "4 words, 5 are needed"]]);
  });

  it("drop whole pages with a curly bracket, with lorem ipsum, or with too few sentences", () => {
    assert.equal(curated(PROSE.replace("old", "{old}")).droppedFor, "a curly bracket stands in it");
    assert.equal(curated(`${PROSE}\nLorem ipsum dolor sit amet.`).droppedFor, "says “lorem ipsum”");
    const two = PROSE.split("\n").slice(0, 2).join("\n");
    assert.equal(curated(two).droppedFor, "2 sentences are left, 3 are needed");
    assert.equal(curated(two, { ...C4_BOUNDS, sentences: 2 }).droppedFor, null);
    assert.equal(curated("Menu\nHome\nContact").droppedFor, "0 sentences are left, 3 are needed");
  });

  it("drop what comes again three sentences long, and keep shorter repeats", () => {
    const again = curated(`${PROSE}\n${PROSE}`);
    assert.deepEqual(again.lines.map(({ droppedFor }) => droppedFor !== null), [false, false, false, true, true, true]);
    assert.equal(again.lines[3]?.droppedFor, "these 3 sentences came before");
    assert.equal(again.sentences, 3);
    const two = PROSE.split("\n").slice(0, 2).join("\n");
    assert.ok(curated(`${PROSE}\n${two}`).lines.every(({ droppedFor }) => droppedFor === null));
    // Of a line with something new in it, nothing is left out.
    const partly = curated(`${PROSE}\n${PROSE.replaceAll("\n", " ")} And he sang a new song.`);
    assert.equal(partly.lines.at(-1)?.droppedFor, null);
  });
});
