/** An element of XML, or of HTML as reports write it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}

const VOID = ["meta", "br"];
const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** Reads markup strictly: every element is closed in its order, every attribute quoted, nothing stands for itself that must be written as an entity. */
export function readMarkup(text: string): Element {
  const root: Element = { name: "", attributes: {}, children: [] };
  const open = [root];
  const top = (): Element => open[open.length - 1]!;
  for (const [piece] of text.replace(/^<\?xml [^>]*\?>\n|^<!DOCTYPE html>\n/, "").matchAll(/<[^<>]*>|[^<>]+|[<>]/g)) {
    if (!piece.startsWith("<")) {
      if (piece === ">" || piece === "<") throw new Error(`a bare ${piece} in ${top().name}`);
      // A style's selectors are no markup.
      top().children.push(decoded(piece));
      continue;
    }
    const [, closing, name, attributes = "", single] = /^<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>$/.exec(piece) ?? [];
    if (name === undefined) throw new Error(`no markup: ${piece}`);
    if (closing === "/") {
      if (top().name !== name) throw new Error(`</${name}> closes <${top().name}>`);
      open.pop();
      continue;
    }
    const element: Element = { name, attributes: Object.fromEntries([...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, decoded(value)])), children: [] };
    top().children.push(element);
    if (single !== "/" && !VOID.includes(name)) open.push(element);
  }
  if (open.length !== 1) throw new Error(`<${top().name}> is not closed`);
  return root;
}

/** All elements below one that have this name, in their order. */
export function elements(from: Element, name: string): Element[] {
  return from.children.flatMap(child => (typeof child === "string" ? [] : [...(child.name === name ? [child] : []), ...elements(child, name)]));
}

/** An element's words. */
export const textOf = (element: Element): string => element.children.map(child => (typeof child === "string" ? child : textOf(child))).join("");

function decoded(text: string): string {
  return text.replace(/&[^;\s]*;?/g, found => {
    const known = ENTITIES[found];
    if (known === undefined) throw new Error(`no entity: ${found}`);
    return known;
  });
}
