import assert from "node:assert/strict";
import { NOTES } from "../../../../src/protocol/notes/catalogue";
import type { NoteSection } from "../../../../src/protocol/notes/note";
import { HeadingMatch } from "../../../../src/views/notes/headingMatch";
import { noteTitle } from "../../../../src/views/notes/noteTitle";
import { aboutOf } from "./notesFixture";

/** The chapters of the notes with a few of their statements: whether words match must not depend on those that come later. */
const FEW = ["attention-is-a-set-operation", "variance-grows-with-width", "scaling-keeps-attention-soft", "first-tokens-are-attention-sinks", "rotations-keep-lengths", "the-output-matrix-is-the-embedding", "norms-in-front-let-the-stream-grow"];
const notes: NoteSection[] = NOTES.map(({ title, statements }) => ({ title, statements: statements.filter(({ id }) => FEW.includes(id)) }));
const match = new HeadingMatch(notes);
const chapter = (title: string) => ({ kind: "chapter" as const, chapter: title });
const statement = (id: string) => ({ kind: "statement" as const, id });

describe("Headings that can be run", () => {
  const headings: readonly (readonly [string, ReturnType<typeof chapter> | ReturnType<typeof statement> | null])[] = [
    ["RoPE", chapter("RoPE")],
    ["Rotary positional embedding", chapter("RoPE")],
    ["Rotary Position Embeddings (Su et al. 2021)", chapter("RoPE")],
    ["**T5**", chapter("T5")],
    ["[T5](https://arxiv.org/abs/1910.10683)", chapter("T5")],
    ["Lost in the middle", chapter("Lost in the Middle")],
    ["Paper: Lost in the Middle, how language models use long contexts", chapter("Lost in the Middle")],
    ["GPT", chapter("GPT")],
    ["GPT-2", chapter("GPT-2")],
    ["gpt2 notes", chapter("GPT-2")],
    ["GPT-3", null],
    ["Notes on UL2", chapter("UL2")],
    ["Positional encodings", chapter("Positional encoding")],
    ["Encoder-Decoder models", chapter("Encoder-only, decoder-only and encoder–decoder models")],
    ["Llama 2", chapter("Llama")],
    ["Attention", chapter("Attention")],
    ["Decoding", chapter("Generating text")],
    ["The variance of the dot product grows with the width", statement("variance-grows-with-width")],
    ["Attention is a set operation!", statement("attention-is-a-set-operation")],
    ["Rotations keep lengths", statement("rotations-keep-lengths")],
    ["Paying attention in class", null],
    ["Shopping list", null],
    ["The generation of 1968 and its leaders", null],
    ["", null],
  ];
  for (const [text, wanted] of headings) it(`“${text}”: ${wanted === null ? "nothing" : wanted.kind === "chapter" ? wanted.chapter : wanted.id}`, () => assert.deepEqual(match.heading(text), wanted));

  it("are found among items of lists only where an item is a chapter's name, or says what a statement does", () => {
    assert.deepEqual(match.item("GPT-2"), chapter("GPT-2"));
    assert.deepEqual(match.item("Positional encoding because the attention operation is a set operation"), statement("attention-is-a-set-operation"));
    assert.deepEqual(match.item("Scaling by since the variance of the dot product grows as"), statement("variance-grows-with-width"));
    assert.equal(match.item("We used GPT-2 for the demo on Monday"), null);
    assert.equal(match.item("Buy attention-grabbing posters"), null);
  });

  it("have their lines; code is passed over, and so is what is far down", () => {
    const text = ["# My notes", "", "## RoPE ##", "RoPE in a paragraph", "```", "## T5", "```", "- Llama", "  1. UL2", "####### T5", "~~~md", "# T5", "```", "~~~", "# T5"];
    assert.deepEqual(
      match.inLines(text.length, line => text[line] ?? "").map(({ line, matched }) => [line, matched.kind === "chapter" ? matched.chapter : matched.id]),
      [[2, "RoPE"], [7, "Llama"], [8, "UL2"], [14, "T5"]],
    );
    let asked = 0;
    const found = match.inLines(1_000_000, line => {
      asked++;
      return line === 1999 || line === 2000 ? "# T5" : "x".repeat(10_000);
    });
    assert.deepEqual(found.map(({ line }) => line), [1999]);
    assert.equal(asked, 2000);
  });

  it("speak of every chapter by its own title", () => {
    const all = new HeadingMatch(NOTES);
    for (const { title } of NOTES) assert.deepEqual(all.heading(title), chapter(title), title);
  });

  it("speak of every statement by its own title and sentence", () => {
    const all = new HeadingMatch(NOTES);
    for (const about of NOTES.flatMap<NoteSection["statements"][number]>(({ statements }) => [...statements])) {
      assert.deepEqual(all.item(about.statement), statement(about.id));
      assert.deepEqual(all.item(noteTitle(about)), statement(about.id));
    }
  });
});

describe("A statement's few words", () => {
  it("are those of its id, spelt as its sentence spells them", () => {
    assert.equal(noteTitle(aboutOf()), "First tokens are attention sinks");
    assert.equal(noteTitle(aboutOf({ id: "t5-has-rope-and-bert-has-none", statement: "T5 has RoPE; BERT has none." })), "T5 has RoPE and BERT has none");
  });
});
