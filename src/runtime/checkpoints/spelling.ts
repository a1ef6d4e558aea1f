import type { Names } from "./names";

/** How one file spells the names of its family: with which prefix, and which of them the old way. */
export class Spelling {
  readonly #prefix: string;
  /** The family's name (with prefix) → the file's. */
  readonly #inFile = new Map<string, string>();

  /** `tensors`: the names of all tensors in the file. */
  constructor(
    private readonly names: Names,
    tensors: Iterable<string>,
  ) {
    const all = [...tensors];
    for (const tensor of all) this.#inFile.set(tensor, tensor);
    for (const { from, to } of names.aliases ?? []) {
      for (const tensor of all) {
        const today = tensor.replace(from, to);
        if (!this.#inFile.has(today)) this.#inFile.set(today, tensor);
      }
    }
    const probe = names.places["embed.W_E"]?.tensor ?? "";
    this.#prefix = names.prefixes.find(prefix => this.#inFile.has(prefix + probe)) ?? names.prefixes[0] ?? "";
  }

  /** The name that the family gives to a place's tensor, with the prefix that this file uses. */
  expected(tensor: string): string {
    return this.names.bare.includes(tensor) ? tensor : this.#prefix + tensor;
  }

  /** The name in the file of a place's tensor, or undefined where the file lacks it. */
  find(tensor: string): string | undefined {
    return this.#inFile.get(this.expected(tensor));
  }
}
