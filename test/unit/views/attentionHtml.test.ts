import assert from "node:assert/strict";
import { attentionHtml } from "../../../src/views/panels/attentionHtml";

const html = attentionHtml({ cspSource: "https://csp.example", nonce: "n0nce", script: "https://a/attention.js", style: "https://a/attention.css?x=1&y=\"2\"", panel: "p-1" });
const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";

describe("the attention page's document", () => {
  it("allows nothing but its own script, style, font and pictures", () => {
    const rules = Object.fromEntries(policy.split("; ").map(rule => [rule.split(" ")[0] ?? "", rule.split(" ").slice(1).join(" ")])) as Record<string, string>;
    assert.deepEqual(rules, {
      "default-src": "'none'",
      "script-src": "'nonce-n0nce'",
      "style-src": "https://csp.example 'nonce-n0nce'",
      "font-src": "https://csp.example",
      "img-src": "https://csp.example blob: data:",
    });
  });

  it("has one script, from a file, and nothing inline", () => {
    assert.deepEqual(html.match(/<script[^>]*>[^<]*<\/script>/g), ['<script nonce="n0nce" src="https://a/attention.js"></script>']);
    assert.doesNotMatch(html, /<style|style=|\son\w+=/);
  });

  it("names the page and its panel, and escapes what it is given", () => {
    assert.match(html, /<body data-page="attention" data-panel="p-1">\s*<main id="page"><\/main>/);
    assert.match(html, /href="https:\/\/a\/attention\.css\?x=1&amp;y=&quot;2&quot;"/);
  });
});
