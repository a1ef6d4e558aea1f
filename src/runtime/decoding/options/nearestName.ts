/** The one of the names that most resembles a mistyped one, by pairs of neighbouring letters (Dice 1945); null where none does. */
export function nearestName<Name extends string>(typed: string, names: readonly Name[]): Name | null {
  const wanted = pairsOf(typed);
  let nearest: Name | null = null;
  let most = 0.5;
  for (const name of names) {
    const pairs = pairsOf(name);
    const shared = [...wanted].filter(pair => pairs.has(pair)).length;
    const likeness = (2 * shared) / (wanted.size + pairs.size);
    if (likeness >= most && (nearest === null || likeness > most)) [nearest, most] = [name, likeness];
  }
  return nearest;
}

function pairsOf(text: string): Set<string> {
  const letters = text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letters.slice(i, i + 2)));
}
