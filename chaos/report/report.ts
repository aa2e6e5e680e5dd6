import { Html, html } from "../../e2e/harness/report-html.ts";
import type { Run } from "../chaos.ts";
import type { Figures, StrikeFigures } from "../measures.ts";
import { labelOf } from "../plan.ts";
import { isBroken, type Verdict } from "../verdicts.ts";
import { inCount, inMs, inPercent, inSeconds } from "./form.ts";
import { style } from "./style.ts";
import { timeline } from "./timeline.ts";

/** How it was run, to run it so again. */
export type Conditions = {
  command: string;
  commit: string;
  machine: string;
  at: string;
  historyFile: string;
};
export type Reported = Pick<Run, "seed" | "plan" | "times" | "struck" | "verdicts"> & {
  exchanges: Run["history"]["exchanges"];
};

const mostViolations = 20;

/** One page that needs nothing beside itself. */
export function reportOf(run: Reported, figures: Figures, conditions: Conditions): string {
  const broken = run.verdicts.filter(isBroken);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>Chaos, seed ${run.seed}: ${broken.length === 0 ? "nothing was violated" : `${broken.length} violated`}</title>
<style>${new Html(style)}</style></head><body><main>
<h1>Chaos, seed ${run.seed}</h1>
<p class="soft">${conditions.at}, commit ${conditions.commit}, ${conditions.machine}</p>
${
  broken.length === 0
    ? html`<p class="verdict good">✔ Nothing was violated</p>`
    : html`<p class="verdict bad">✖ ${broken.length} of ${run.verdicts.length} promises were violated</p>`
}
${tiles(figures)}
<h2>What happened when</h2>
<p class="legend"><span>${swatch("kill")}SIGKILL</span><span>${swatch("term")}SIGTERM</span><span>${swatch("stop")}SIGSTOP, and on again</span></p>
<div class="wide" tabindex="0" role="group" aria-label="Timeline">${timeline(run)}</div>
<h2>With and without faults</h2>
${phases(figures)}
<h2>Promises</h2>
<div class="wide" tabindex="0" role="group" aria-label="Promises"><table><thead><tr><th></th><th>promise, and from what it was judged</th></tr></thead><tbody>
${[...broken, ...run.verdicts.filter((one) => !isBroken(one))].map(verdictRow)}
</tbody></table></div>
<h2>Strikes</h2>
<p class="soft">Seconds from the strike. Of two replicas the other one serves on; a breaker opens where nobody does.</p>
${strikes(run, figures)}
<h2>Again</h2>
<pre>${conditions.command}</pre>
<p class="soft">The same seed is the same plan; into whose work a strike falls is the machine's own chance. Every request and answer: <code>${conditions.historyFile}</code></p>
</main></body></html>`;
  return page.markup;
}

const swatch = (which: string) => html`<i class="swatch-${which}"></i>`;

function tiles({ acknowledged, lost, doubled, quiet, struck, strikes }: Figures): Html {
  const each: [what: string, figure: string, isBad: boolean][] = [
    ["orders acknowledged", String(acknowledged), false],
    ["lost", inCount(lost), lost > 0],
    ["doubled", inCount(doubled), doubled > 0],
    ["strikes", String(strikes.length), false],
    ["served without faults", inPercent(quiet.success), false],
    ["served with faults", inPercent(struck.success), false],
    ["p99 without faults", inMs(quiet.p99Ms), false],
    ["p99 with faults", inMs(struck.p99Ms), false],
  ];
  return html`<div class="tiles">${each.map(([what, figure, isBad]) => html`<div class="tile"><b class="${isBad ? "bad" : ""}">${figure}</b><span>${what}</span></div>`)}</div>`;
}

function phases({ quiet, struck }: Figures): Html {
  const rows: [what: string, of: (phase: Figures["quiet"]) => string][] = [
    ["seconds", ({ seconds }) => seconds.toFixed(0)],
    ["requests", ({ requests }) => String(requests)],
    ["served", ({ success }) => inPercent(success)],
    ["half of them within", ({ p50Ms }) => inMs(p50Ms)],
    ["99 of 100 within", ({ p99Ms }) => inMs(p99Ms)],
    ["orders that customers wanted", ({ wishes }) => String(wishes)],
    ["answered for good, however often asked", ({ wishesKept }) => inPercent(wishesKept)],
    ["99 of 100 of those within", ({ wishP99Ms }) => inMs(wishP99Ms)],
  ];
  return html`<div class="wide" tabindex="0" role="group" aria-label="Figures"><table><thead><tr><th></th><th class="n">without faults</th><th class="n">with faults</th></tr></thead><tbody>${rows.map(([what, of]) => html`<tr><td>${what}</td><td class="n">${of(quiet)}</td><td class="n">${of(struck)}</td></tr>`)}</tbody></table></div>`;
}

function verdictRow(verdict: Verdict): Html {
  const { invariant, evidence, violations } = verdict;
  const more = violations.length - mostViolations;
  const list = isBroken(verdict)
    ? html`<ul>${violations.slice(0, mostViolations).map((one) => html`<li>${one}</li>`)}${more > 0 ? html`<li>and ${more} more</li>` : ""}</ul>`
    : "";
  return html`<tr><td class="${isBroken(verdict) ? "bad" : "good"}">${isBroken(verdict) ? "✖" : "✔"}</td><td class="what">${invariant}<br><small>${evidence}</small>${list}</td></tr>`;
}

function strikes({ plan, struck }: Reported, figures: Figures): Html {
  const rows = struck.map((one) => {
    const of = figures.strikes.find((each) => each.struck === one);
    const at = inSeconds((plan[one.strike]?.atMs ?? 0) / 1_000);
    return html`<tr><td class="n">${at}</td><td class="kept">${labelOf(one.target)}${of?.isWhole ? ", both" : ""}</td><td class="kept">${one.how}${one.how === "SIGSTOP" ? ` for ${inSeconds(one.pausedMs / 1_000)}` : ""}</td>${of ? consequences(of) : html`<td colspan="6" class="soft">not back yet, and spared</td>`}</tr>`;
  });
  return html`<div class="wide" tabindex="0" role="group" aria-label="Strikes"><table><thead><tr><th class="n">at</th><th>process</th><th>how</th><th class="n">left alone</th><th class="n">breaker open</th><th class="n">closed again</th><th class="n">somebody serves</th><th class="n">listens</th><th class="n">in rotation</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const consequences = (of: StrikeFigures): Html =>
  html`${[of.ejectedS, of.breakerOpenS, of.breakerClosedS, of.servedS, of.listensS, of.inRotationS].map((value) => html`<td class="n">${inSeconds(value)}</td>`)}`;
