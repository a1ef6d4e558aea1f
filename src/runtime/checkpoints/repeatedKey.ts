/**
 * The first key that occurs twice in one object of `json` (which must have been parsed without error), or null:
 * `JSON.parse` silently keeps the last, and two readers of one file must not see different tensors.
 */
export function repeatedKey(json: string): string | null {
  const open: (Set<string> | null)[] = [];
  let key: string | null = null;
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case "{":
        open.push(new Set());
        break;
      case "[":
        open.push(null);
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case '"': {
        const end = endOfString(json, at);
        key = json.slice(at, end + 1);
        at = end;
        break;
      }
      case ":": {
        const keys = open.at(-1);
        const name = JSON.parse(key ?? '""') as string;
        if (keys?.has(name)) return name;
        keys?.add(name);
        break;
      }
      default:
    }
  }
  return null;
}

/** Where the string that begins at `start` ends: its closing quote. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const character = json[at];
    if (character === "\\") at++;
    else if (character === '"' || character === undefined) return at;
  }
}
