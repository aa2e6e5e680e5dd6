/** Plain CSS, no asset from anywhere; colours carry meaning together with a word, never alone. */
export const style = `
:root { color-scheme: light dark;
  --ground: light-dark(#f6f4ef, #14171a); --card: light-dark(#ffffff, #1d2226); --ink: light-dark(#1f2421, #e9ecea);
  --quiet: light-dark(#5b635e, #a3ada7); --line: light-dark(#dfdcd3, #323a3f); --accent: light-dark(#0b6b4f, #5fd1a8);
  --good: light-dark(#0b6b4f, #5fd1a8); --bad: light-dark(#a8231c, #ff9a8f); --warn: light-dark(#7a5200, #f0c35a);
  --warn-ground: light-dark(#fdf3d8, #3a2f14); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, "Apple SD Gothic Neo", "Noto Sans KR", "Malgun Gothic", sans-serif; word-break: keep-all; }
main, header { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem 1.5rem; padding-block: 2rem 1.25rem; }
header div { flex: 1 1 20rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; letter-spacing: -.01em; }
header p { margin: .25rem 0 0; color: var(--quiet); }
header a { color: var(--accent); font-weight: 600; padding: .5rem .9rem; border: 1px solid var(--line); border-radius: .6rem;
  background: var(--card); text-decoration: none; }
a:focus-visible, .scroll:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 42%), 1fr)); gap: .75rem; margin: 0 0 1.5rem; }
dl div, section { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; }
dl div { padding: .8rem 1rem; }
dt { color: var(--quiet); font-size: .85rem; }
dd { margin: .1rem 0 0; font-weight: 600; font-variant-numeric: tabular-nums; }
.banner { background: var(--warn-ground); color: var(--ink); border: 1px solid var(--warn); border-radius: .8rem;
  padding: .8rem 1rem; margin: 0 0 1.5rem; }
section { margin: 0 0 1rem; overflow: hidden; }
h2 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
h3 { font-size: 1.05rem; margin: 0; padding: .9rem 1rem .6rem; }
h3 small { color: var(--quiet); font-weight: 400; margin-left: .5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 50rem; table-layout: fixed; font-size: .92rem; }
th:first-child { width: 34%; } th:nth-child(2) { width: 17%; }
th, td { text-align: left; padding: .5rem 1rem; border-top: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 500; font-size: .82rem; }
td { font-variant-numeric: tabular-nums; }
td:first-child { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .86rem; overflow-wrap: anywhere; }
td a { color: var(--accent); }
td small { display: block; color: var(--quiet); }
.status { font-weight: 600; }
.status::before { content: ""; display: inline-block; width: .6em; height: .6em; border-radius: 50%; margin-right: .45em;
  background: currentColor; }
.up { color: var(--good); } .down, .unknown { color: var(--bad); } .starting, .out { color: var(--warn); }
.late, .late small { color: var(--bad); font-weight: 600; }
.empty { padding: 2rem 1rem; text-align: center; color: var(--quiet); }
@media (max-width: 40rem) { header { padding-block: 1.25rem 1rem; } th, td { padding-inline: .75rem; } table { min-width: 42rem; } }
`;
