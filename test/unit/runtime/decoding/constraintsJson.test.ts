import assert from "node:assert/strict";
import { Automaton, NOWHERE } from "../../../../src/runtime/decoding/constraints/automaton";
import { jsonSchema } from "../../../../src/runtime/decoding/constraints/jsonSchema";
import { TokenConstraint } from "../../../../src/runtime/decoding/constraints/tokenConstraint";
import { VocabularyTrie } from "../../../../src/runtime/decoding/constraints/vocabularyTrie";
import { drawn } from "../../../../src/runtime/decoding/search/speculation";
import { uniformOf } from "./chainModel";

/** A schema; texts that fit it and can come; texts that must not. */
interface Case {
  readonly about: string;
  readonly schema: unknown;
  readonly fits: readonly string[];
  readonly not: readonly string[];
}

const PERSON = { type: "object", properties: { name: { type: "string", maxLength: 8 }, age: { type: "integer", minimum: 0, maximum: 150 }, tags: { type: "array", items: { enum: ["a", "b c", 3] }, maxItems: 2 } }, required: ["name"] };

const CASES: readonly Case[] = [
  { about: "anything", schema: {}, fits: ["null", "-1.5e3", '{"a":[1,{"b":[]}], "c": ""}', "[\n  1,\n  2\n]", '"\\u00e9\\n"'], not: ["", "01", "[1,]", "{a:1}", '"\n"', "nul", "+1", '"\\ud800"', '"\\x"'] },
  { about: "an object", schema: PERSON, fits: ['{"name":"x"}', '{"name": "é中😀", "age": 150}', '{"name":"x","tags":["b c",3]}', '{\n "name": "\\"",\n "age": 0,\n "tags": []\n}'], not: ["{}", '{"age":1}', '{"name":"123456789"}', '{"name":"x","age":151}', '{"name":"x","age":-1}', '{"name":"x","tags":["c"]}', '{"name":"x","tags":[3,3,3]}', '{"age":1,"name":"x"}', '{"name":"x","more":1}', '{"name":"x",}'] },
  { about: "other properties", schema: { type: "object", properties: { ab: { type: "boolean" }, abc: { const: null } }, additionalProperties: { type: "integer", minimum: 1 } }, fits: ["{}", '{"ab":true}', '{"x":1,"abcd":2}', '{"abc":null,"a":7}', '{"":1}'], not: ['{"ab":1}', '{"x":0}', '{"x":1,"ab":3}', '{"x":"1"}', '{"\\u0061b":3}'] },
  { about: "no other properties, needed ones behind optional ones", schema: { type: "object", properties: { a: { type: "null" }, b: { type: "null" }, c: { type: "null" } }, required: ["c"], additionalProperties: false }, fits: ['{"c":null}', '{"a":null,"c":null}', '{"a":null,"b":null,"c":null}', '{"b":null,"c":null}'], not: ["{}", '{"a":null}', '{"c":null,"d":null}', '{,"c":null}'] },
  { about: "whole numbers", schema: { type: "integer", minimum: -12, exclusiveMaximum: 105 }, fits: ["-12", "-9", "0", "7", "99", "104"], not: ["-13", "105", "007", "1.5", "-", "1e1", "200"] },
  { about: "whole numbers above", schema: { type: "integer", exclusiveMinimum: 9.5 }, fits: ["10", "99999", "123456789012345678"], not: ["9", "0", "-10"] },
  { about: "numbers", schema: { type: "number", exclusiveMinimum: -2, maximum: 3 }, fits: ["-1.99", "-1", "0", "0.5", "2.75", "3", "3.00", "-0.1"], not: ["-2", "-2.5", "3.01", "4", "1e0", "-10"] },
  { about: "numbers above a bound that is out", schema: { type: "number", exclusiveMinimum: 0 }, fits: ["0.01", "1", "10.0"], not: ["0", "0.0", "-1"] },
  { about: "strings of a length", schema: { type: "string", minLength: 2, maxLength: 3 }, fits: ['"ab"', '"😀é\\u0041"', '"\\n\\\\\\""'], not: ['"a"', '"abcd"', "ab"] },
  { about: "a pattern", schema: { type: "string", pattern: '^[a-z"\\\\\\n]{2,3}$' }, fits: ['"ab"', '"\\"a\\\\"', '"\\n\\n"'], not: ['"a"', '"abcd"', '"""', '"AB"', '"a\n"'] },
  { about: "a pattern anywhere", schema: { type: "string", pattern: "\\d-\\d" }, fits: ['"1-2"', '"tel. 1-2!"'], not: ['"12"', '""'] },
  { about: "formats", schema: { type: "array", prefixItems: [{ type: "string", format: "date" }, { type: "string", format: "date-time" }, { type: "string", format: "uuid" }, { type: "string", format: "ipv4" }] }, fits: ['["2024-02-28"]', '["1999-12-31","2024-01-01T23:59:59.5Z","123e4567-e89b-12d3-a456-426614174000","255.0.10.199"]', "[]"], not: ['["2024-02-30"]', '["2024-13-01"]', '["2024-04-31"]', '["1999-12-31","2024-01-01T24:00:00Z"]', '["1999-12-31",1]'] },
  { about: "a tuple", schema: { type: "array", prefixItems: [{ type: "integer" }, { type: "boolean" }], items: { type: "null" }, minItems: 1, maxItems: 4 }, fits: ["[1]", "[1,true]", "[1, false, null, null]"], not: ["[]", "[true]", "[1,null]", "[1,true,null,null,null]"] },
  { about: "alternatives", schema: { anyOf: [{ type: "string", maxLength: 1 }, { type: ["integer", "null"] }] }, fits: ['"a"', "12", "null"], not: ['"ab"', "true", "1.5"] },
  { about: "one of several kinds", schema: { oneOf: [{ type: "object", properties: { kind: { const: "circle" }, r: { type: "integer" } }, required: ["kind", "r"] }, { type: "object", properties: { kind: { const: "square" }, a: { type: "integer" } }, required: ["kind", "a"] }] }, fits: ['{"kind":"circle","r":1}', '{"kind":"square","a":1}'], not: ['{"kind":"circle","a":1}', '{"kind":"square"}'] },
  { about: "itself", schema: { $ref: "#/$defs/tree", $defs: { tree: { type: "object", properties: { value: { type: "integer" }, children: { type: "array", items: { $ref: "#/$defs/tree" } } }, required: ["value"] } } }, fits: ['{"value":1}', '{"value":1,"children":[{"value":2,"children":[]},{"value":3}]}'], not: ['{"value":1,"children":[{}]}', '{"children":[]}'] },
  { about: "its root", schema: { type: ["object", "null"], properties: { next: { $ref: "#" } }, required: ["next"] }, fits: ["null", '{"next":{"next":null}}'], not: ["{}", '{"next":1}'] },
  { about: "values", schema: { enum: ["x", 1, null, { a: [1] }] }, fits: ['"x"', "1", "null", '{"a":[1]}'], not: ['"y"', "2", "true"] },
];

describe("JSON Schemas as constraints", () => {
  // Bytes, and pieces as a vocabulary has them.
  const pieces = ['{"', '":', '": "', '","', '", "', '"}', "[]", "{}", "},", "true", "null", "false", "name", "age", " 1", "12", "0.", "\n ", '\\"', "\\u00", "é", "中"];
  const vocabulary: (Uint8Array | null)[] = [null, ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)), ...pieces.map(piece => new TextEncoder().encode(piece))];
  const trie = new VocabularyTrie(vocabulary);

  for (const { about, schema, fits, not } of CASES) {
    it(`${about}: fitting texts may come, others may not`, () => {
      const automaton = new Automaton(jsonSchema(schema));
      for (const text of fits) {
        assert.ok(automaton.mayEnd(automaton.walk(automaton.start, new TextEncoder().encode(text))), text);
        assert.equal(faultOf(JSON.parse(text), schema, schema), null, text);
      }
      for (const text of not) assert.ok(!automaton.mayEnd(automaton.walk(automaton.start, new TextEncoder().encode(text))), text);
    });

    it(`${about}: whatever is drawn under it is JSON, and fits`, () => {
      const automaton = new Automaton(jsonSchema(schema));
      const constraint = new TokenConstraint(automaton, trie, { name: about, promptLength: 0, endIds: new Set([0]) });
      const uniform = uniformOf(about.length);
      let whole = 0;
      for (let run = 0; run < 25; run++) {
        const tokens: number[] = [];
        while (tokens.length < 150) {
          const weights = Float32Array.from(constraint.allowed(tokens) as Uint8Array, (one, token) => (token === 0 ? 20 * one : closing(vocabulary[token] as Uint8Array) * one));
          const token = drawn(weights, uniform());
          if (token === 0) break;
          tokens.push(token);
        }
        const bytes = Buffer.concat(tokens.map(token => vocabulary[token] as Uint8Array));
        assert.notEqual(automaton.walk(automaton.start, bytes), NOWHERE);
        if (!constraint.mayEnd(tokens)) continue;
        const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        assert.equal(faultOf(JSON.parse(text), schema, schema), null, text);
        whole++;
      }
      assert.ok(whole > 5, `${whole} whole texts`);
    });
  }

  it("may be held to no white space at all", () => {
    const automaton = new Automaton(jsonSchema(PERSON, { spacing: "none" }));
    const ends = (text: string): boolean => automaton.mayEnd(automaton.walk(automaton.start, new TextEncoder().encode(text)));
    assert.ok(ends('{"name":"a b","age":1}'));
    assert.ok(!ends('{"name": "a b","age":1}'));
  });

  it("are refused with the keyword that cannot be honoured", () => {
    const cases: readonly (readonly [unknown, RegExp])[] = [
      [{ type: "array", uniqueItems: true }, /uniqueItems/],
      [{ type: "integer", multipleOf: 3 }, /multipleOf/],
      [{ not: { type: "string" } }, /“not”/],
      [{ type: "object", properties: { a: { patternProperties: {} } } }, /patternProperties.*#\/properties\/a/],
      [{ if: {}, then: {} }, /“if”/],
      [{ anyOf: [{}], type: "object" }, /beside “anyOf”/],
      [{ oneOf: [{ type: "number" }, { type: "integer" }] }, /oneOf/],
      [{ allOf: [{}, {}] }, /allOf/],
      [{ $ref: "https://example.org/schema" }, /outside itself/],
      [{ $ref: "#/$defs/nothing" }, /does not have/],
      [{ type: "strnig" }, /strnig/],
      [{ type: "string", format: "email" }, /email/],
      [{ type: "string", pattern: "(?=a)" }, /regular expression/],
      [{ type: "string", pattern: "a", maxLength: 3 }, /several/],
      [{ type: "integer", minimum: 3, maximum: 2 }, /no integer/],
      [{ type: "number", minimum: 0.5 }, /0\.5/],
      [{ type: "array", items: false, minItems: 1 }, /more items/],
      [{ enum: [1], type: "string" }, /no value/],
      [{ type: "object", required: ["a"], properties: { a: false } }, /allows nothing/],
      [{ type: "object", required: ["a"], additionalProperties: false }, /allows nothing/],
      [[], /no schema/],
      [{ type: "object", properties: { self: { $ref: "#" } }, required: ["self"] }, /never end/],
    ];
    for (const [schema, message] of cases) assert.throws(() => new Automaton(jsonSchema(schema)), { code: "input-invalid", message }, JSON.stringify(schema));
  });
});

/** Texts that close what is open are drawn more often, so that many come to an end. */
function closing(bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString("latin1");
  return /^["\]}]/.test(text) ? 12 : /^[0-9-]/.test(text) ? 10 : /^[,\n ]/.test(text) ? 0.5 : 1;
}

/** Why a value does not fit a schema, by the definitions of draft 2020-12 for the keywords of these tests; null where it does. */
function faultOf(value: unknown, schema: unknown, root: unknown): string | null {
  if (schema === true) return null;
  if (schema === false) return "false";
  const say = (key: string): string => `${key}: ${JSON.stringify(value)}`;
  const { $ref, ...own } = schema as Record<string, unknown>;
  if (typeof $ref === "string") return faultOf(value, $ref.split("/").slice(1).reduce<unknown>((found, key) => (found as Record<string, unknown>)[key], root), root);
  const types = own["type"] === undefined ? null : [own["type"]].flat();
  if (types && !types.some(type => (type === "integer" ? Number.isInteger(value) : type === "null" ? value === null : type === "array" ? Array.isArray(value) : type === "object" ? value !== null && typeof value === "object" && !Array.isArray(value) : typeof value === type))) return say("type");
  if ("const" in own && JSON.stringify(value) !== JSON.stringify(own["const"])) return say("const");
  if (Array.isArray(own["enum"]) && !own["enum"].some(one => JSON.stringify(one) === JSON.stringify(value))) return say("enum");
  for (const [key, enough] of [["anyOf", (n: number) => n > 0], ["oneOf", (n: number) => n === 1]] as const) {
    const list = own[key];
    if (Array.isArray(list) && !enough(list.filter(one => faultOf(value, one, root) === null).length)) return say(key);
  }
  if (typeof value === "number") {
    const tests: Record<string, (bound: number) => boolean> = { minimum: bound => value >= bound, maximum: bound => value <= bound, exclusiveMinimum: bound => value > bound, exclusiveMaximum: bound => value < bound };
    for (const [key, holds] of Object.entries(tests)) if (key in own && !holds(own[key] as number)) return say(key);
  }
  if (typeof value === "string") {
    const length = Array.from(value).length;
    if (length < ((own["minLength"] as number | undefined) ?? 0) || length > ((own["maxLength"] as number | undefined) ?? Infinity)) return say("length");
    if (typeof own["pattern"] === "string" && !new RegExp(own["pattern"], "u").test(value)) return say("pattern");
    if (own["format"] === "date" && (!/^\d{4}-\d\d-\d\d$/.test(value) || new Date(`${value}T00:00:00Z`).toISOString().slice(0, 10) !== value)) return say("date");
  }
  if (Array.isArray(value)) {
    const first = (own["prefixItems"] as unknown[] | undefined) ?? [];
    if (value.length < ((own["minItems"] as number | undefined) ?? 0) || value.length > ((own["maxItems"] as number | undefined) ?? Infinity)) return say("items");
    for (const [i, item] of value.entries()) {
      const fault = faultOf(item, first[i] ?? own["items"] ?? true, root);
      if (fault !== null) return fault;
    }
  } else if (typeof value === "object" && value !== null) {
    const listed = (own["properties"] as Record<string, unknown> | undefined) ?? {};
    for (const name of (own["required"] as string[] | undefined) ?? []) if (!Object.hasOwn(value, name)) return say("required");
    for (const [name, item] of Object.entries(value)) {
      const fault = faultOf(item, listed[name] ?? own["additionalProperties"] ?? true, root);
      if (fault !== null) return fault;
    }
  }
  return null;
}
