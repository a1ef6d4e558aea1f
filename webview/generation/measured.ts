/** Elements whose sizes drawing goes by. */
export type MeasuredName = "root" | "ribbons" | "header" | "below" | "tree";

/** Keeps the inner sizes of elements, told after layout: asking an element while drawing would lay the page out then and there, each time. */
export class Measured {
  readonly #elements = new Map<MeasuredName, Element>();
  readonly #sizes = new Map<MeasuredName, { readonly width: number; readonly height: number }>();
  readonly #observer: ResizeObserver;

  constructor(changed: () => void) {
    this.#observer = new ResizeObserver(entries => {
      const targets = new Set(entries.map(({ target }) => target));
      let news = false;
      for (const [name, element] of this.#elements) {
        if (!targets.has(element)) continue;
        const [before, now] = [this.#sizes.get(name), { width: element.clientWidth, height: element.clientHeight }];
        news ||= before?.width !== now.width || before.height !== now.height;
        this.#sizes.set(name, now);
      }
      if (news) changed();
    });
  }

  /** From now on `name` is this element, or none. */
  follow(name: MeasuredName, element: Element | null): void {
    const before = this.#elements.get(name);
    if (before === (element ?? undefined)) return;
    if (before) this.#observer.unobserve(before);
    this.#elements.delete(name);
    if (!element) return void this.#sizes.delete(name);
    this.#elements.set(name, element);
    this.#observer.observe(element);
  }

  /** In pixels; undefined until it was laid out. */
  width(name: MeasuredName): number | undefined {
    return this.#sizes.get(name)?.width;
  }

  height(name: MeasuredName): number | undefined {
    return this.#sizes.get(name)?.height;
  }
}
