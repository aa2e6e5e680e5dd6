/** One sheet, both schemes; wide things scroll by themselves and never the page. */
export const style = `
:root { color-scheme: light dark; --ink: #1d2420; --soft: #5b665f; --line: #d9dfdb; --back: #fbfcfb; --card: #ffffff;
  --good: #17693f; --bad: #b3261e; --kill: #b3261e; --term: #b26a00; --stop: #2d5f9e; --shade: #eef2ef; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ece8; --soft: #9aa8a0; --line: #313a35; --back: #141816; --card: #1b211e;
  --good: #6fd39c; --bad: #ff8a80; --kill: #ff8a80; --term: #f0b35a; --stop: #85b4ee; --shade: #232a26; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
p { margin: .4rem 0; } .soft { color: var(--soft); } small { color: var(--soft); }
.verdict { display: inline-block; margin: .8rem 0; padding: .35rem .8rem; border-radius: .4rem; border: 1px solid currentColor; font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 45%), 1fr)); gap: .6rem; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.tile b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums; } .tile span { color: var(--soft); font-size: .85rem; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
.wide:focus-visible { outline: 2px solid var(--stop); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } th, td { text-align: left; padding: .4rem .7rem; vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; } tr + tr td, thead + tbody tr:first-child td { border-top: 1px solid var(--line); }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } td.what { width: 100%; }
td ul { margin: .3rem 0 0; padding-left: 1.1rem; } code, pre { font-family: ui-monospace, monospace; font-size: .88rem; }
pre { overflow-x: auto; padding: .7rem .9rem; background: var(--shade); border-radius: .5rem; } li, small { overflow-wrap: anywhere; } td.kept { white-space: nowrap; }
svg { display: block; min-width: 46rem; width: 100%; height: auto; } svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
.lane { stroke: var(--line); } .grid { stroke: var(--line); stroke-dasharray: 2 4; } .quiet { fill: var(--shade); }
.SIGKILL { fill: var(--kill); } .SIGTERM { fill: var(--term); } .SIGSTOP { fill: var(--stop); }
.success { fill: none; stroke: var(--good); stroke-width: 1.6; } .slow { fill: none; stroke: var(--stop); stroke-width: 1.4; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; padding: .5rem .8rem; font-size: .88rem; }
.legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: .15rem; margin-right: .35rem; vertical-align: -.08rem; }
.swatch-kill { background: var(--kill); } .swatch-term { background: var(--term); } .swatch-stop { background: var(--stop); }
`;
