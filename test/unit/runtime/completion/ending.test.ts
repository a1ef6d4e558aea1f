import assert from "node:assert/strict";
import { blockEnd } from "../../../../src/runtime/completion/blockEnd";
import { closerTooMany } from "../../../../src/runtime/completion/closerTooMany";
import { Ending } from "../../../../src/runtime/completion/ending";
import { indentationOf } from "../../../../src/runtime/completion/indentation";
import { loopIn } from "../../../../src/runtime/completion/loop";
import { overlapOf } from "../../../../src/runtime/completion/overlap";

/** What is left of a text that is told character by character, until it ends. */
function written(prefix: string, suffix: string, text: string, lines: "single" | "multiple"): string {
  const ending = new Ending({ prefix, suffix, lines });
  for (let end = 1; end <= text.length; end++) if (ending.growing(text.slice(0, end)).ended) return ending.whole(text.slice(0, end)).text;
  return ending.whole(text).text;
}

describe("Where a suggestion ends", () => {
  const SINGLE: readonly (readonly [name: string, prefix: string, suffix: string, text: string, left: string])[] = [
    ["with its line", "let a = ", "\nlet b;", "1;\nlet c;", "1;"],
    ["with its line, however that ends", "let a = ", "", "1;\r\nlet c;", "1;"],
    ["before what the rest of the line says already", "foo(", ");", "a, b);", "a, b"],
    ["before the quote that stands there", 'say("', '")', 'hello")', "hello"],
    ["before the word that stands there", "const ", "total = 0;", "total", ""],
    ["after a word that only looks alike", "x = ", "e + 1", "value", "value"],
    ["before a bracket that the rest closes", "foo(bar(", "))", "x), y)", "x"],
    ["behind a bracket that it opened", "foo(", ")", "a(b), c)", "a(b), c"],
    ["behind brackets that are open", "foo(bar(", "", "x), y);", "x), y);"],
    ["before a bracket that nothing opened", "foo(a)", "", ");", ""],
    ["before a bracket in quotes? no", "foo(", "", '")");', '")");'],
    ["empty, where it would only repeat the next line", "  a();\n  ", "\n  b();\n", "b();\n", ""],
    ["empty, where it is white space", "x", "", "   \n", ""],
    ["with its space, where the line goes on", "x = ", "y;", "a + ", "a + "],
    ["before a loop", "a = ", "", "b + 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1", "b +"],
    ["empty, where it is nothing but a loop", "a = ", "", "no no no no no no no no no no ", ""],
    ["empty, where it says the last two lines again", "i++;\ni++;\n", "", "i++;\n", ""],
    ["empty, where it says the line above again", "  readonly name: string;\n  readonly ", "\n}\n", "name: string;", ""],
    ["empty, where it says the heading above again", "## License\n\n", "", "## License", ""],
    ["whole, where it says the line above less deep", "    return one;\n  ", "", "return one;", "return one;"],
    ["whole, where it closes what the line above closed", "  end\n  ", "", "end", "end"],
    ["whole, where it is a row of numbers", "[\n  0, 0, 1,\n  ", "", "0, 0, 1,", "0, 0, 1,"],
    ["empty, where it only opens a bracket", "users.map(user => ", ");", "{", ""],
    ["empty, where it only begins a comment", "a = {\n  ", "\n};", "  /**", ""],
    ["whole, where the rest closes what it opens", "f", ")", "(", "("],
    ["whole, where it is a pair", "const a = ", "", "{}", "{}"],
    ["whole, where it closes before it opens", "if (a", "", ") {", ") {"],
    ["whole, where it ends a statement", "return", "", ";", ";"],
    ["whole, where it underlines", "Title\n", "", "=====", "====="],
  ];
  for (const [name, prefix, suffix, text, left] of SINGLE) {
    it(`a line: ${name}`, () => assert.equal(written(prefix, suffix, text, "single"), left));
  }

  const MULTIPLE: typeof SINGLE = [
    ["with the block that its line opens", "function f() {", "\nlet b;", "\n  a();\n  if (x) {\n    y();\n  }\n}\n\nfunction g() {}", "\n  a();\n  if (x) {\n    y();\n  }\n}"],
    ["with the block that the line above opened", "def f():\n    ", "\n", "x = 1\n\n    return x\n\ndef g():", "x = 1\n\n    return x"],
    ["the same, at the beginning of the line", "def f():\n", "", "    x = 1\n    return x\nprint(f())", "    x = 1\n    return x"],
    ["with its line, where it opens none", "  a = ", "\n", "1;\n  b = 2;\n", "1;"],
    ["with the closing line that goes on", "if (a) {", "", "\n  b();\n} else {\n  c();\n}\nd();", "\n  b();\n} else {\n  c();\n}"],
    ["before the line that closes it already", "function f() {\n  ", "\n}\n", "a();\n  b();\n}\n", "a();\n  b();"],
    ["before the next line of what follows", "class A {\n  f() {\n    ", "\n    return 1;\n  }\n}", "a();\n    b();\n    return 1;\n", "a();\n    b();"],
    ["before lines that come again and again", "x:\n  ", "", "go();\n  a();\n  a();\n  a();\n  a();\n", "go();"],
    ["with a list that the line begins", "x = [", "", "\n  1,\n  2,\n];\ny = 2", "\n  1,\n  2,\n];"],
    ["with tabs as deep as they look", "\tif a:\n\t\t", "", "b()\n\t\tc()\n\td()", "b()\n\t\tc()"],
  ];
  for (const [name, prefix, suffix, text, left] of MULTIPLE) {
    it(`a block: ${name}`, () => assert.equal(written(prefix, suffix, text, "multiple"), left));
  }

  it("shows whole words of what still grows, and nothing that the rest of the line or the line above says", () => {
    const begun = (text: string, prefix = "a = ", suffix = ""): string => new Ending({ prefix, suffix, lines: "single" }).begun(text);
    assert.equal(begun("comp"), "");
    assert.equal(begun("compute("), "compute(");
    assert.equal(begun("compute(first, sec"), "compute(first,");
    assert.equal(begun(" "), "");
    assert.equal(begun("= ("), "");
    assert.equal(begun('hello")', 'say("', '")'), "hello");
    assert.equal(begun("name: string;", "  readonly name: string;\n  readonly "), "");
    assert.equal(begun("1;\nb"), "1;");
  });

  it("without what the limit of tokens cut: a word, or a line behind others", () => {
    const left = (text: string, lines: "single" | "multiple" = "single"): string => new Ending({ prefix: "if (a) {", suffix: "", lines }).whole(text, true).text;
    assert.equal(left("All rights reser"), "All rights");
    assert.equal(left("this.items.pu"), "this.items.");
    assert.equal(left("f(a);"), "f(a);");
    assert.equal(left("reser"), "");
    assert.equal(left("今日は天気"), "今日は天気");
    assert.equal(left("\n  a();\n  b(c, d", "multiple"), "\n  a();");
    assert.equal(left("\n  a();\n  b(c);", "multiple"), "\n  a();\n  b(c);");
    assert.equal(left("\n  a(b, cd", "multiple"), "\n  a(b,");
    assert.equal(left("one two\nthr"), "one two", "a line that ended by itself is whole");
  });

  it("says that it went round in a circle", () => {
    const ending = new Ending({ prefix: "a = ", suffix: "", lines: "single" });
    assert.deepEqual(ending.whole("no no no no no no no no no no"), { text: "", ended: true, repeats: true });
    assert.equal(ending.whole("1").repeats, false);
  });

  it("words that come for the third time are a loop, signs and short ones for the fourth", () => {
    assert.equal(loopIn("return this.b.__(a, b).__(a, b).__(a, b)"), 13);
    assert.equal(loopIn("@azure/msal-common/msal-common/msal-common"), 6);
    assert.equal(loopIn("return this.b.__(a, b).__(a, b)"), null);
    assert.equal(loopIn("f(a: string, b: string, c: string"), null);
    assert.equal(loopIn("number, number, number"), null);
  });

  it("a loop may begin before the cursor; what was said there twice is meant so", () => {
    assert.equal(loopIn("the sum of the sum of ", "Returns the sum of "), 0);
    assert.equal(loopIn("the sum of the values", "Returns the sum of "), null);
    assert.equal(loopIn("the sum of ", "Returns the sum of the sum of "), null);
    assert.equal(loopIn("string, string, ", "f(string, string, string, "), null);
    assert.equal(loopIn("--- | --- | --- | ", "| --- | "), null);
  });

  it("lines that take turns are a loop when the first comes for the third time", () => {
    const turns = (...lines: readonly string[]): string => lines.map((line, i) => `${" ".repeat(i)}${line}\n`).join("");
    assert.equal(loopIn(turns("try {", "a();", "if (b) {", "a();", "if (b) {", "a();")), 6);
    assert.equal(loopIn(turns("a();", "if (b) {", "a();", "if (b) {")), null);
    assert.equal(loopIn(turns("a", "b", "c", "a", "b", "c", "a")), 0);
    assert.equal(loopIn(turns("a();", "}", "a();", "}", "a();")), null, "what closes may well come again");
  });

  it("signs that draw lines may come often, others are a loop", () => {
    assert.equal(loopIn(`x.split("${"\\".repeat(20)}`), 9);
    for (const drawn of ["-", "=", "─", "+---", "| --- ", "* ", ";"]) assert.equal(loopIn(`a ${drawn.repeat(60).slice(0, 100)}`), null, drawn);
  });

  it("the last round of a loop has come even where its last space has not", () => {
    assert.equal(loopIn("no, no, no, no,"), 0);
    assert.equal(loopIn("'type': 'type', 'type': 'type',"), null);
    assert.equal(loopIn("'type': 'type', 'type': 'type', 'type': 'type',"), 0);
  });

  it("parts by themselves", () => {
    assert.equal(blockEnd("f(", "a"), null);
    assert.equal(blockEnd("if x:", "\n    a\n    b"), null);
    assert.equal(blockEnd("if x:", "\n    a\ny"), null, "a word may yet become one that closes");
    assert.equal(blockEnd("if x:", "\n    a\ny = 1"), 6);
    assert.equal(closerTooMany("f(a[", "0])", ""), null);
    assert.equal(closerTooMany("f(a[", "0]))", ""), 3);
    assert.equal(loopIn("// ----------------------------------------"), null);
    assert.equal(loopIn("const a = 1000000;"), null);
    assert.equal(overlapOf("abc", "abc"), 3);
    assert.equal(overlapOf("ab", "ab"), 0);
    assert.equal(overlapOf("f())", "));"), 2);
    assert.equal(indentationOf(" \tx"), 4);
  });
});
