/** The style of a report, light or dark as the reader's system is. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ground: #ffffff; --text: #1f2328; --second: #59636e; --rule: #d8dce1; --link: #0a58b0; --good: #1a7037; --bad: #b3261e; --odd: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ground: #1f1f1f; --text: #e6e6e6; --second: #a8a8a8; --rule: #3c3c3c; --link: #6cb2f7; --good: #6fc98a; --bad: #f58d86; --odd: #e3b341; } }
body { margin: 0 auto; padding: 24px 20px 64px; max-width: 860px; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 24px; margin: 0 0 8px; }
h2 { font-size: 19px; margin: 40px 0 8px; padding-top: 16px; border-top: 1px solid var(--rule); }
h3 { font-size: 16px; margin: 28px 0 6px; }
p { margin: 6px 0; }
a { color: var(--link); }
.quiet, dt, figcaption { color: var(--second); }
figcaption strong { color: var(--text); }
dl { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 8px 0; font-size: 13px; }
dd { margin: 0; }
table { border-collapse: collapse; font-size: 13px; }
th, td { padding: 3px 10px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); overflow-wrap: normal; }
.summary { width: 100%; margin: 16px 0; }
.summary th[colspan] { padding-top: 12px; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 8ch; }
.outcome { white-space: nowrap; font-weight: 600; }
.summary .outcome { white-space: normal; }
.holds { color: var(--good); } .fails { color: var(--bad); } .failed { color: var(--odd); }
.verdict { font-size: 16px; }
.figure { font-variant-numeric: tabular-nums; }
figure { margin: 14px 0 20px; }
.scrolls { overflow-x: auto; max-height: 70vh; }
svg { max-width: 100%; height: auto; }
summary { cursor: pointer; color: var(--second); }
@media (max-width: 560px) { body { padding: 16px 12px 48px; } th, td { padding: 3px 5px; } }
@media print { .scrolls { overflow: visible; max-height: none; } article, figure { break-inside: avoid; } }
`;
