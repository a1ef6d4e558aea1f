/** What the document of a page is made of; addresses as `webview.asWebviewUri` gives them. */
export interface PageFiles {
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  /** Kept by the page as its state, by which the host finds what to show after a reload. */
  readonly panel: string;
}

/** A page's document: nothing inline, nothing from a network, the first data by message. `name` is the page's folder in `webview/`. */
export function pageHtml({ name, title }: { readonly name: string; readonly title: string }, { cspSource, nonce, script, style, panel }: PageFiles): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The toolkit adds one <style> element, whose nonce it reads from the meta element below.
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} blob: data:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta property="csp-nonce" content="${escaped(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body data-page="${escaped(name)}" data-panel="${escaped(panel)}">
<main id="page"></main>
<script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, character => ENTITIES[character] ?? character);
