import { nothing } from "lit-html";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit-html/directive.js";

type Properties = Readonly<Record<string, string | null>>;

/** Sets CSS properties one by one, because a strict content security policy refuses the `style` attribute. */
class Styled extends Directive {
  #last: Properties = {};

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("styled() goes where an attribute would, without a name.");
  }

  override render(_properties: Properties): typeof nothing {
    return nothing;
  }

  override update(part: ElementPart, [properties]: [Properties]): typeof nothing {
    const { style } = part.element as HTMLElement;
    for (const name of Object.keys(this.#last)) if (!(name in properties)) style.removeProperty(name);
    for (const [name, value] of Object.entries(properties)) {
      if (value === this.#last[name]) continue;
      if (value === null) style.removeProperty(name);
      else style.setProperty(name, value);
    }
    this.#last = properties;
    return nothing;
  }
}

/** CSS properties and custom properties of an element by their CSS names; null removes one. */
export const styled = directive(Styled);
