import { Problem } from "../../protocol/problem";

type Rows = readonly (readonly number[])[];

/** The tables of numbers in one case, checked while they are read; each Problem names the case. */
export class InputTables {
  readonly #inputs: Readonly<Record<string, unknown>>;

  constructor(
    private readonly name: string,
    inputs: unknown,
  ) {
    if (typeof inputs !== "object" || inputs === null || Array.isArray(inputs)) throw this.wrong("must be an object of inputs");
    this.#inputs = inputs as Record<string, unknown>;
  }

  /** Names of the inputs that are there. */
  given(): string[] {
    return Object.keys(this.#inputs).filter(key => this.#inputs[key] !== null && this.#inputs[key] !== undefined);
  }

  /** `input_ids` [batch, time]; where the model compares choices also [batch, choice, time], one sequence after the other. */
  ids(mayChoose: boolean): { rows: Rows; choices: number } {
    const value = this.#inputs["input_ids"];
    const first: unknown = Array.isArray(value) ? value[0] : undefined;
    const nested = mayChoose && Array.isArray(first) && Array.isArray(first[0]);
    if (!nested) return { rows: this.#rectangle("input_ids", value), choices: 1 };
    const choices = first.length;
    const examples = value as unknown[];
    if (!examples.every(example => Array.isArray(example) && example.length === choices)) throw this.wrong("input_ids must have as many choices in each example");
    return { rows: this.#rectangle("input_ids", examples.flat()), choices };
  }

  /** A table with as many sequences and tokens as `shape`; undefined where it is absent. */
  like(key: string, shape: Rows, choices: number): Rows | undefined {
    const value = this.#inputs[key];
    if (value === undefined || value === null) return undefined;
    const rows = this.#rectangle(key, choices > 1 && Array.isArray(value) ? value.flat() : value);
    const time = shape[0]?.length ?? 0;
    if (rows.length !== shape.length || rows[0]?.length !== time) throw this.wrong(`${key} must have the ids' shape [${shape.length}, ${time}]`);
    return rows;
  }

  /** A table of `batch` rows of any length. */
  table(key: string, batch: number): Rows | undefined {
    const value = this.#inputs[key];
    if (value === undefined || value === null) return undefined;
    const rows = this.#rectangle(key, value);
    if (rows.length !== batch) throw this.wrong(`${key} must have ${batch} sequences, as input_ids has`);
    return rows;
  }

  /** A factor for each head: [layer, head]. */
  heads(key: string, { layers, heads }: { readonly layers: number; readonly heads: number }): Rows | undefined {
    const value = this.#inputs[key];
    if (value === undefined || value === null) return undefined;
    const rows = this.#rectangle(key, value);
    if (rows.length !== layers || rows[0]?.length !== heads) throw this.wrong(`${key} must have the shape [${layers}, ${heads}]`);
    return rows;
  }

  /** One whole number a sequence, [batch]. */
  perSequence(key: string, batch: number): readonly number[] | undefined {
    const value = this.#inputs[key];
    if (value === undefined || value === null) return undefined;
    const numbers = Array.isArray(value) ? (value as unknown[]).filter((one): one is number => typeof one === "number" && Number.isFinite(one)) : [];
    if (Array.isArray(value) && value.length === batch && numbers.length === batch) return numbers;
    throw this.wrong(`${key} must be one number per sequence, [${batch}]`);
  }

  /** The token of each choice that is scored: [batch, choice]. */
  choiceTokens(key: string, ids: Rows, choices: number): readonly number[] | undefined {
    const value = this.#inputs[key];
    if (value === undefined || value === null) return undefined;
    const tokens = this.#rectangle(key, value).flat();
    const time = ids[0]?.length ?? 0;
    const inside = tokens.every(token => Number.isInteger(token) && token >= 0 && token < time);
    if (tokens.length !== ids.length || !inside) throw this.wrong(`${key} must name a token of each choice, [${ids.length / choices}, ${choices}] of 0…${time - 1}`);
    return tokens;
  }

  wrong(what: string): Problem {
    return new Problem("input-invalid", `Case ${this.name}: ${what}.`, { remedy: "Correct the case." });
  }

  /** A rectangular table of finite numbers with at least one entry. */
  #rectangle(key: string, value: unknown): number[][] {
    const table = Array.isArray(value) ? (value as unknown[]) : [];
    const width = Array.isArray(table[0]) ? table[0].length : 0;
    const fits = table.every(row => Array.isArray(row) && row.length === width && row.every(one => typeof one === "number" && Number.isFinite(one)));
    if (width > 0 && fits) return table as number[][];
    throw this.wrong(`${key} must be a table of numbers [batch, time] with rows of equal length`);
  }
}
