import assert from "node:assert/strict";
import type { NoteDocument, NoteSettings } from "../../../../../src/protocol/notes/note";
import { SAMPLE_TEXT } from "../../../../../src/protocol/notes/sampleText";
import { askedFact } from "../../../../../src/runtime/notes/lostInTheMiddle/askedFact";

const FILES: readonly NoteDocument[] = [{ name: "rain.txt", text: "It rains." }];
const asked = (settings: NoteSettings = {}, text = SAMPLE_TEXT, documents = FILES) => askedFact({ text, documents, settings: { fact: "", question: "", answer: "", ...settings } });

describe("What is asked for", () => {
  it("is the last word of the notes' own fact", () => {
    const own = { fact: "The boat of the king was called Zoe.", question: "The boat of the king was called", answer: " Zoe" };
    assert.deepEqual(asked(), own);
    // Without files the selection is the context, and no fact.
    assert.deepEqual(asked({}, "A cat saw a dog.", []), own);
  });

  it("is the last word of what is selected, where files make the context", () => {
    assert.deepEqual(asked({}, "  The key is\nunder the mat!\n"), { fact: "The key is\nunder the mat!", question: "The key is\nunder the", answer: " mat" });
    assert.deepEqual(asked({}, "He was called “Jo-Ann”."), { fact: "He was called “Jo-Ann”.", question: "He was called “", answer: "Jo-Ann" });
    assert.deepEqual(asked({}, "It doesn't"), { fact: "It doesn't", question: "It", answer: " doesn't" });
  });

  it("is what the options say", () => {
    assert.deepEqual(asked({ fact: "The cup is in the barn." }, "Something else."), { fact: "The cup is in the barn.", question: "The cup is in the", answer: " barn" });
    assert.deepEqual(asked({ fact: "The cup is in the barn.", question: "Where is the cup? In the", answer: " barn" }), { fact: "The cup is in the barn.", question: "Where is the cup? In the", answer: " barn" });
  });

  it("is refused where nothing can be asked for", () => {
    assert.throws(() => asked({ fact: "Alone." }), { code: "input-invalid", message: /does not end in a word/ });
    assert.throws(() => asked({}, "word ".repeat(300)), { code: "input-invalid", message: /more than 1,000 characters/ });
  });
});
