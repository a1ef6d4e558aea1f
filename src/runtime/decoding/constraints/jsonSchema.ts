import { character, choice, optional, repeat, ROOT, rule, sequence, text, type Expression, type Grammar } from "./expression";
import { anyNumber, integersWithin, numbersWithin, type Bounds } from "./jsonNumbers";
import { FORMATS, stringBut, stringMatching, stringOf } from "./jsonStrings";
import { disjoint } from "./schemaAlternatives";
import { checkKeywords, countOf, schemaAt, typesOf, wrong, type Keywords, type Schema, type SchemaType } from "./schemaKeywords";

export interface JsonOptions {
  /** "free": where JSON allows white space, a space, or a line's end with up to 20 blanks; "none": nowhere. */
  readonly spacing: "free" | "none";
}

/**
 * The grammar of JSON texts that fit a JSON Schema (draft 2020-12). Every text fits; not every fitting text can come: properties come in the
 * schema's order, unlisted ones only where `additionalProperties` asks for them, numbers have at most 18 digits. Throws `input-invalid` for
 * keywords that cannot be honoured, by name.
 */
export function jsonSchema(schema: unknown, options: JsonOptions = { spacing: "free" }): Grammar {
  return new SchemaReader(schemaAt(schema, "#"), options).grammar();
}

const SPACE = "white space";
const ANY = "any value";

class SchemaReader {
  readonly #rules = new Map<string, Expression>();

  constructor(
    private readonly root: Schema,
    private readonly options: JsonOptions,
  ) {}

  grammar(): Grammar {
    const { spacing } = this.options;
    const blanks = repeat(character([[9, 9], [32, 32]]), 0, 20);
    this.#rules.set(SPACE, spacing === "none" ? text("") : choice(text(""), text(" "), sequence(text("\n"), blanks)));
    this.#rules.set(ROOT, this.#expression(this.root, "#"));
    return this.#rules;
  }

  #expression(schema: Schema, where: string): Expression {
    if (schema === false) throw wrong(where, "allows nothing", "Leave it out, or say what fits.");
    if (schema === true) return this.#any();
    checkKeywords(schema, where);
    if ("$ref" in schema) return this.#reference(schema["$ref"], where);
    if ("anyOf" in schema) return choice(...this.#list(schema, "anyOf", where).map((one, i) => this.#expression(one, `${where}/anyOf/${i}`)));
    if ("oneOf" in schema) return this.#oneOf(this.#list(schema, "oneOf", where), where);
    if ("allOf" in schema) {
      const [only, another] = this.#list(schema, "allOf", where);
      if (another !== undefined) throw wrong(where, "has several schemas in “allOf”", "Write them as one.");
      return this.#expression(only as Schema, `${where}/allOf/0`);
    }
    const types = typesOf(schema, where);
    if ("const" in schema) return this.#values([schema["const"]], types, where);
    if ("enum" in schema) return this.#values(Array.isArray(schema["enum"]) ? (schema["enum"] as unknown[]) : [], types, where);
    if (schema["type"] === undefined && types.length === 6) return this.#any();
    return choice(...types.map(type => this.#typed(schema, type, where)));
  }

  #typed(schema: Keywords, type: SchemaType, where: string): Expression {
    switch (type) {
      case "null":
        return text("null");
      case "boolean":
        return choice(text("true"), text("false"));
      case "integer":
      case "number":
        return this.#number(schema, type, where);
      case "string":
        return this.#string(schema, where);
      case "array":
        return this.#array(schema, where);
      case "object":
        return this.#object(schema, where);
    }
  }

  /** Any JSON value. */
  #any(): Expression {
    if (!this.#rules.has(ANY)) {
      // Before it is worked out, for it calls itself.
      this.#rules.set(ANY, text(""));
      this.#rules.set(ANY, choice(text("null"), text("true"), text("false"), anyNumber(), stringOf(0, Infinity), this.#listed("[", this.#any(), "]", 0, Infinity), this.#listed("{", this.#pair(stringOf(0, Infinity), this.#any()), "}", 0, Infinity)));
    }
    return rule(ANY);
  }

  #reference(pointer: unknown, where: string): Expression {
    if (typeof pointer !== "string" || !/^#(\/|$)/.test(pointer)) throw wrong(where, `refers to ${JSON.stringify(pointer)}, outside itself`, "Copy what it refers to into $defs.");
    if (pointer !== "#" && !this.#rules.has(pointer)) {
      this.#rules.set(pointer, text(""));
      this.#rules.set(pointer, this.#expression(this.#at(pointer, where), pointer));
    }
    return rule(pointer === "#" ? ROOT : pointer);
  }

  #at(pointer: string, where: string): Schema {
    let found: unknown = this.root;
    for (const step of pointer.split("/").slice(1)) {
      const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      found = typeof found === "object" && found !== null && Object.hasOwn(found, key) ? (found as Keywords)[key] : undefined;
    }
    if (found === undefined) throw wrong(where, `refers to ${pointer}, which it does not have`, "Correct the reference.");
    return schemaAt(found, pointer);
  }

  #list(schema: Keywords, key: string, where: string): Schema[] {
    const list = schema[key];
    if (!Array.isArray(list) || list.length === 0) throw wrong(where, `has an “${key}” without schemas`, "Give a list of schemas.");
    return list.map((one, i) => schemaAt(one, `${where}/${key}/${i}`));
  }

  #oneOf(options: Schema[], where: string): Expression {
    const resolved = options.map(option => (typeof option === "object" && typeof option["$ref"] === "string" ? this.#at(option["$ref"], where) : option));
    for (const [i, one] of resolved.entries()) {
      const overlap = resolved.slice(0, i).findIndex(other => !disjoint(one, other));
      if (overlap >= 0) throw wrong(where, `has a “oneOf” of which one value might fit both number ${overlap} and number ${i}`, "Write anyOf, or tell them apart by a required property with a const.");
    }
    return choice(...options.map((one, i) => this.#expression(one, `${where}/oneOf/${i}`)));
  }

  #values(values: readonly unknown[], types: readonly SchemaType[], where: string): Expression {
    const fitting = values.filter(value => types.some(type => isOf(value, type)));
    if (fitting.length === 0) throw wrong(where, "lists no value of its type", "Give at least one.");
    return choice(...fitting.map(value => text(JSON.stringify(value))));
  }

  #number(schema: Keywords, type: "integer" | "number", where: string): Expression {
    const bound = (key: string): bigint | null => {
      const value = schema[key];
      if (value === undefined) return null;
      if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
      // Between whole numbers, a bound on whole numbers is the next one of them.
      if (typeof value === "number" && Number.isFinite(value) && type === "integer" && Math.abs(value) < Number.MAX_SAFE_INTEGER) return BigInt(/min/i.test(key) ? Math.ceil(value) - (/^ex/.test(key) ? 1 : 0) : Math.floor(value) + (/^ex/.test(key) ? 1 : 0));
      throw wrong(where, `has ${key} = ${JSON.stringify(value)}; bounds of numbers are honoured where they are whole`, "Give a whole number.");
    };
    const [least, most, above, below] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].map(bound) as [bigint | null, bigint | null, bigint | null, bigint | null];
    const leastOpen = above !== null && (least === null || above >= least);
    const mostOpen = below !== null && (most === null || below <= most);
    const bounds: Bounds = { least: leastOpen ? above : least, leastOpen, most: mostOpen ? below : most, mostOpen };
    if (type === "number" && bounds.least === null && bounds.most === null) return anyNumber();
    const within = type === "integer" ? integersWithin(bounds) : numbersWithin(bounds);
    if (!within) throw wrong(where, `allows no ${type} between its bounds`, "Correct the bounds.");
    return within;
  }

  #string(schema: Keywords, where: string): Expression {
    const { pattern, format } = schema;
    const bounded = schema["minLength"] !== undefined || schema["maxLength"] !== undefined;
    if ([pattern !== undefined, format !== undefined, bounded].filter(Boolean).length > 1) throw wrong(where, "has several of pattern, format and lengths", "Say the same with one pattern.");
    if (typeof format === "string" && format in FORMATS) return stringMatching(FORMATS[format] as string);
    if (format !== undefined) throw wrong(where, `has the format ${JSON.stringify(format)}, which is not known`, `Choose of ${Object.keys(FORMATS).join(", ")}, or write a pattern.`);
    if (pattern === undefined) return stringOf(countOf(schema, "minLength", where, 0), countOf(schema, "maxLength", where, Infinity));
    if (typeof pattern !== "string") throw wrong(where, "has a pattern that is no text", "Give a regular expression.");
    return stringMatching(pattern);
  }

  #array(schema: Keywords, where: string): Expression {
    const [least, most] = [countOf(schema, "minItems", where, 0), countOf(schema, "maxItems", where, Infinity)];
    if (least > most) throw wrong(where, "has minItems beyond maxItems", "Correct the limits.");
    if (Array.isArray(schema["items"])) throw wrong(where, "has a list in “items”", "Write prefixItems.");
    const first = schema["prefixItems"] === undefined ? [] : this.#list(schema, "prefixItems", where).slice(0, most);
    const more = schema["items"] === undefined ? (first.length === 0 || least > first.length ? true : false) : schemaAt(schema["items"], `${where}/items`);
    if (more === false && least > first.length) throw wrong(where, "asks for more items than it allows", "Correct minItems.");
    const item = more === false || most <= first.length ? null : this.#named(more, `${where}/items`);
    if (first.length === 0) return item ? this.#listed("[", item, "]", least, most) : text("[]");
    // From the last item to the first: each may be absent where all behind it are.
    let rest = item ? repeat(sequence(this.#comma(), item), Math.max(0, least - first.length), most - first.length) : text("");
    for (let i = first.length - 1; i >= 0; i--) {
      const here = sequence(...(i > 0 ? [this.#comma()] : []), this.#expression(first[i] as Schema, `${where}/prefixItems/${i}`), rest);
      rest = i < least ? here : optional(here);
    }
    return sequence(text("["), rule(SPACE), rest, rule(SPACE), text("]"));
  }

  #object(schema: Keywords, where: string): Expression {
    const listed = (schema["properties"] ?? {}) as Readonly<Record<string, unknown>>;
    const required = (schema["required"] ?? []) as readonly unknown[];
    if (typeof listed !== "object" || Array.isArray(listed) || !Array.isArray(required)) throw wrong(where, "has properties or required of another kind", "Give an object of schemas, and a list of names.");
    const names = [...new Set([...Object.keys(listed), ...(required as string[])])];
    const more = schema["additionalProperties"] === undefined ? names.length === 0 : schemaAt(schema["additionalProperties"], `${where}/additionalProperties`);
    const others = more === false ? null : this.#pair(stringBut(names), this.#named(more, `${where}/additionalProperties`));
    const pairs = names.flatMap(name => {
      const own = Object.hasOwn(listed, name) ? schemaAt(listed[name], `${where}/properties/${name}`) : schema["additionalProperties"] === undefined || more;
      if (own === false && !required.includes(name)) return [];
      return [{ pair: this.#pair(text(JSON.stringify(name)), this.#expression(own, `${where}/properties/${name}`)), needed: required.includes(name) }];
    });
    // From the last property to the first, in two versions: with something before it, and as the first. Rules, so that nothing is written twice.
    let behind = others ? repeat(sequence(this.#comma(), others), 0, Infinity) : text("");
    let start = others ? optional(sequence(others, behind)) : text("");
    for (const [i, { pair, needed }] of [...pairs.entries()].reverse()) {
      const [pairRule, behindRule] = [`${where} property ${i}`, `${where} behind ${i}`];
      this.#rules.set(pairRule, pair);
      this.#rules.set(behindRule, behind);
      const alone = sequence(rule(pairRule), rule(behindRule));
      const next = sequence(this.#comma(), alone);
      start = needed ? alone : choice(alone, start);
      behind = needed ? next : choice(next, rule(behindRule));
    }
    return sequence(text("{"), rule(SPACE), start, rule(SPACE), text("}"));
  }

  #pair(key: Expression, value: Expression): Expression {
    return sequence(key, text(":"), rule(SPACE), value);
  }

  #comma(): Expression {
    return sequence(rule(SPACE), text(","), rule(SPACE));
  }

  /** least … most items between brackets, with commas. */
  #listed(open: string, item: Expression, close: string, least: number, most: number): Expression {
    const more = sequence(item, repeat(sequence(this.#comma(), item), Math.max(0, least - 1), most - 1));
    const inside = most === 0 ? text("") : least === 0 ? optional(more) : more;
    return sequence(text(open), rule(SPACE), inside, rule(SPACE), text(close));
  }

  /** A rule of its own for a schema that is written more than once. */
  #named(schema: Schema, where: string): Expression {
    const name = `${where} itself`;
    if (!this.#rules.has(name)) this.#rules.set(name, this.#expression(schema, where));
    return rule(name);
  }
}

function isOf(value: unknown, type: SchemaType): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
