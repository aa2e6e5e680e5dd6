import { Html, html } from "./report-html.ts";

export type Section = { title: string; body: Html | readonly Html[] };
export type Fact = { label: string; value: string; tone?: "good" | "bad" };

export type Report = {
  title: string;
  /** One sentence under it: what was run, against what. */
  about: string;
  /** What one looks for first. */
  facts: readonly Fact[];
  sections: readonly Section[];
};

/** One file that needs nothing beside it: no script, no font, no address is asked for. */
export function reportPage({ title, about, facts, sections }: Report): string {
  const tile = ({ label, value, tone }: Fact) =>
    html`<div class="fact ${tone ?? ""}"><dt>${label}</dt><dd>${value}</dd></div>`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p class="about">${about}</p><dl class="facts">${facts.map(tile)}</dl>
${sections.map((section) => html`<section><h2>${section.title}</h2>${section.body}</section>\n`)}</main></body></html>
`;
  return page.markup;
}

const style = new Html(`
:root { --ground: #fbfaf8; --card: #fff; --ink: #1f1b16; --soft: #6a6157; --line: #e2dcd3; --good: #1a7f4b; --bad: #b3261e;
  --s0: #1f6fb2; --s1: #b85c00; --s2: #8a3ab0; --s3: #1a7f4b; --s4: #b3261e; --s5: #5f6b00; }
@media (prefers-color-scheme: dark) { :root { --ground: #16130f; --card: #201c17; --ink: #f1ece4; --soft: #a89e91;
  --line: #3a342c; --good: #62cf95; --bad: #ff8a80; --s0: #6db6f5; --s1: #f2a65a; --s2: #d59bf2; --s3: #62cf95; --s4: #ff8a80;
  --s5: #c9d45c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } h3 { font-size: .95rem; margin: 0; }
p { margin: .25rem 0; overflow-wrap: anywhere; } .about, .note, figcaption, summary { color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .5rem; margin: 1rem 0 0; }
.fact, figure { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .75rem; }
dt { color: var(--soft); font-size: .8rem; } dd { margin: 0; font-size: 1.15rem; font-weight: 600; overflow-wrap: anywhere; }
.good dd, .good { color: var(--good); } .bad dd, .bad { color: var(--bad); }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; width: 100%; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
.figures th:not(:first-child), .figures td:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums;
  white-space: nowrap; }
th { color: var(--soft); font-weight: 500; }
figure { margin: .75rem 0; } figcaption { font-size: .8rem; }
.plot { display: grid; grid-template: 11rem auto / auto 1fr; column-gap: .4rem; margin-top: .5rem; font-size: .7rem; color: var(--soft); }
.plot svg { width: 100%; height: 100%; display: block; overflow: visible; }
.scale { display: flex; flex-direction: column; justify-content: space-between; text-align: right; margin: -.5em 0; }
.times { grid-column: 2; display: flex; justify-content: space-between; }
.plot path, .plot line { vector-effect: non-scaling-stroke; fill: none; }
.grid { stroke: var(--line); } .mark { stroke: var(--bad); stroke-dasharray: 2 3; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .8rem; margin: .4rem 0 0; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 1.4rem; border-top: 3px solid; margin-right: .35rem; vertical-align: middle; }
${Array.from({ length: 6 }, (_, n) => `.plot .s${n} { stroke: var(--s${n}); stroke-width: 2; } .plot rect.s${n} { fill: var(--s${n}); stroke: none; } .legend .s${n} { border-color: var(--s${n}); }`).join("\n")}
summary { cursor: pointer; font-size: .8rem; margin-top: .4rem; }
`);
