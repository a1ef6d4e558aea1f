/** Short samples of kinds of text, our own: [kind, text]. */
export const KINDS_OF_TEXT: readonly (readonly [string, string])[] = [
  [
    "prose",
    `The old lighthouse had stood on the rocks for more than a hundred years. Every evening the keeper climbed the narrow stairs and lit the lamp, and every morning he walked down to the harbour to hear the news. When the winter storms came, nobody left the village, and the ships stayed far away from the coast until the sea was calm again.`,
  ],
  [
    "TypeScript",
    `export interface Point {
  readonly x: number;
  readonly y: number;
}

export function distance(one: Point, other: Point): number {
  const [x, y] = [one.x - other.x, one.y - other.y];
  return Math.sqrt(x * x + y * y);
}

export function nearest(points: readonly Point[], to: Point): Point | undefined {
  return points.reduce<Point | undefined>((best, point) => (best === undefined || distance(point, to) < distance(best, to) ? point : best), undefined);
}
`,
  ],
  [
    "Python",
    `import json
from pathlib import Path


def read_words(path, encoding="utf-8"):
    """Return the words of a file, each with how often it comes."""
    counts = {}
    for line in Path(path).read_text(encoding=encoding).splitlines():
        for word in line.lower().split():
            counts[word] = counts.get(word, 0) + 1
    return counts


if __name__ == "__main__":
    print(json.dumps(read_words("notes.txt"), indent=2))
`,
  ],
  [
    "Markdown",
    `# Getting started

Install the package and import it:

- \`npm install example\`
- \`import { open } from "example";\`

## Options

| name | type | default |
|------|------|---------|
| \`path\` | string | \`"."\` |
| \`watch\` | boolean | \`false\` |

See the [documentation](docs/README.md) for more. **Note:** options are read once.
`,
  ],
  [
    "JSON",
    `{
  "name": "example",
  "version": "1.4.0",
  "description": "A small example",
  "main": "dist/index.js",
  "scripts": {
    "build": "tsc -p .",
    "test": "node --test"
  },
  "keywords": ["example", "small"],
  "license": "MIT",
  "dependencies": {
    "left": "^2.0.0",
    "right": "^3.1.0"
  }
}
`,
  ],
  [
    "HTML",
    `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Example</title>
    <link rel="stylesheet" href="style.css">
  </head>
  <body>
    <h1 class="title">Welcome</h1>
    <ul id="list">
      <li><a href="one.html">One</a></li>
      <li><a href="two.html">Two</a></li>
    </ul>
  </body>
</html>
`,
  ],
];
