/** Plain CSS, no asset from anywhere; colours carry meaning together with a word, never alone. */
export const style = `
:root { color-scheme: light dark;
  --ground: light-dark(#f6f4ef, #14171a); --card: light-dark(#ffffff, #1d2226); --ink: light-dark(#1f2421, #e9ecea);
  --quiet: light-dark(#5b635e, #a3ada7); --line: light-dark(#dfdcd3, #323a3f); --accent: light-dark(#0b6b4f, #5fd1a8);
  --good: light-dark(#0b6b4f, #5fd1a8); --bad: light-dark(#a8231c, #ff9a8f); --warn: light-dark(#7a5200, #f0c35a);
  --on-accent: light-dark(#ffffff, #10201a); --warn-ground: light-dark(#fdf3d8, #3a2f14);
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); padding-bottom: 3rem;
  font: 16px/1.5 system-ui, "Apple SD Gothic Neo", "Noto Sans KR", "Malgun Gothic", sans-serif; word-break: keep-all; }
main, header { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.5rem; padding-block: 1.5rem 1rem; }
header > div { flex: 1 1 18rem; }
header p.name { color: var(--ink); font-size: 1.35rem; font-weight: 650; line-height: 1.2; margin: 0; letter-spacing: -.01em; }
header .name a { color: inherit; text-decoration: none; }
header p { margin: .15rem 0 0; color: var(--quiet); }
header nav, header form { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; }
header span { color: var(--quiet); font-size: .9rem; }
#pulse::before { content: ""; display: inline-block; width: .55em; height: .55em; border-radius: 50%; margin-right: .4em;
  background: var(--quiet); }
#pulse.beating::before { background: var(--good); }
h1 { font-size: 1.4rem; margin: .5rem 0 1rem; overflow-wrap: anywhere; }
h1.id { font-family: var(--mono); font-size: 1.15rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: 0; }
a { color: var(--accent); }
.button, button { display: inline-flex; align-items: center; justify-content: center; font: inherit; font-weight: 600; font-size: .95rem; line-height: 1.3; cursor: pointer;
  color: var(--accent); background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .55rem .9rem;
  min-height: 2.75rem; text-decoration: none; }
.button:hover, button:hover { border-color: var(--accent); }
.question button, .search button { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
.button.remove, .button.out { color: var(--bad); }
.question button.remove, .question button.out { background: var(--bad); border-color: var(--bad); }
:is(a, button, input, select):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 45%), 1fr)); gap: .75rem; margin: 0 0 1rem; }
.figures div, section { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; }
.figures div { padding: .7rem 1rem; }
dt { color: var(--quiet); font-size: .85rem; }
dd { margin: .1rem 0 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.figures dd { font-weight: 600; }
.banner { background: var(--warn-ground); border: 1px solid var(--warn); border-radius: .8rem; padding: .8rem 1rem; margin: 0 0 1rem; }
.search { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: 0 0 1rem; }
.search label:first-child { flex: 1 1 16rem; }
label span { display: block; color: var(--quiet); font-size: .85rem; margin-bottom: .15rem; }
input, select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: .5rem .75rem; min-height: 2.75rem; width: 100%; }
section { margin: 0 0 1rem; overflow: hidden; }
h2 { font-size: 1.05rem; margin: 0; padding: .8rem 1rem .6rem; overflow-wrap: anywhere; }
h2 a { color: inherit; text-decoration: none; }
h2 a:hover { text-decoration: underline; }
h2 small { font-weight: 400; margin-left: .4rem; font-size: .88rem; color: var(--quiet); }
.counts { margin: 0 0 .75rem; }
.counts .status, h2 .status, td .status { margin-right: .6rem; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .5rem 1rem; border-top: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 500; font-size: .82rem; white-space: nowrap; }
td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
td:first-child a { font-family: var(--mono); font-size: .86rem; }
td small { display: block; color: var(--quiet); }
tbody tr:hover { background: color-mix(in srgb, var(--accent) 5%, transparent); }
.status { font-weight: 600; }
.status::before { content: ""; display: inline-block; width: .6em; height: .6em; border-radius: 50%; margin-right: .4em;
  background: currentColor; }
.up { color: var(--good); } .status.down, .unknown { color: var(--bad); } .starting, .status.out { color: var(--warn); }
.late { color: var(--bad); font-weight: 600; }
.empty { padding: 1.5rem 1rem; margin: 0; text-align: center; color: var(--quiet); }
.pager { display: flex; align-items: center; justify-content: center; gap: 1rem; padding: .75rem; border-top: 1px solid var(--line); }
.aside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 1rem; align-items: start; }
.events { list-style: none; margin: 0; padding: 0 1rem .75rem; font-size: .92rem; }
.events li { display: grid; grid-template-columns: 7.5rem 1fr; gap: .75rem; padding: .3rem 0; border-top: 1px solid var(--line); }
.events time { color: var(--quiet); font-variant-numeric: tabular-nums; }
.events span { overflow-wrap: anywhere; }
.events a { font-family: var(--mono); font-size: .86rem; }
.events small, .quiet { color: var(--quiet); }
.facts { margin: 0; padding: 0 1rem .75rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 0 1.5rem; }
.facts div { display: grid; grid-template-columns: 8.5rem 1fr; gap: .75rem; padding: .35rem 0; border-top: 1px solid var(--line); }
.facts dt { overflow-wrap: anywhere; }
.facts small { display: block; color: var(--quiet); }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0; padding: 0 1rem 1rem; }
.question { padding: 1rem; max-width: 40rem; }
.question h2 { padding: 0 0 .25rem; }
.question p { margin: 0 0 1rem; }
.question form:not(.login) { display: flex; flex-wrap: wrap; gap: .75rem; }
.login { display: grid; gap: .75rem; margin-bottom: 1rem; max-width: 22rem; }
@media (min-width: 48.01rem) {
  .instances { table-layout: fixed; }
  .instances th:nth-child(1) { width: 24%; } .instances th:nth-child(2) { width: 16%; } .instances th:nth-child(3) { width: 10%; }
  .instances th:nth-child(4) { width: 14%; } .instances th:nth-child(5) { width: 11%; } .instances th:nth-child(6) { width: 18%; }
}
@media (max-width: 48rem) {
  main, header { padding-inline: .9rem; }
  header { padding-block: 1rem .75rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { padding: .5rem 0; border-top: 1px solid var(--line); }
  td { display: grid; grid-template-columns: 6.5rem 1fr; gap: .75rem; border: 0; padding: .15rem 1rem; }
  td.more { display: none; }
  .figures { display: block; background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: .4rem 1rem; }
  .figures div { display: grid; grid-template-columns: 9rem 1fr; gap: .75rem; align-items: baseline; border: 0; padding: .2rem 0; }
  td::before { content: attr(data-head); color: var(--quiet); font-size: .85rem; }
  .events li { grid-template-columns: 1fr; gap: 0; }
}
@media (prefers-contrast: more) { :root { --quiet: var(--ink); --line: var(--ink); } }
`;
