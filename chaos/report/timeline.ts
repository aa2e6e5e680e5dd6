import { type Html, html } from "../../e2e/harness/report-html.ts";
import { processNames } from "../../scripts/stack/topology.ts";
import type { Exchange } from "../history.ts";
import { phaseOf, type RunTimes } from "../measures.ts";
import { labelOf, replicasOfEach } from "../plan.ts";
import type { Struck } from "../strikes.ts";

const width = 1_000;
const left = 88;
const right = 12;
const laneHeight = 17;
const chartHeight = 90;
const top = 20;
const gap = 34;
const windowMs = 3_000;

export type TimelineParts = { times: RunTimes; struck: readonly Struck[]; exchanges: readonly Exchange[] };

/** Which process was away when, and below it what customers and staff had of it. */
export function timeline({ times, struck, exchanges }: TimelineParts): Html {
  const { beganAtMs, quietUntilMs, loadUntilMs } = times;
  const x = (atMs: number) => {
    const share = (Math.min(atMs, loadUntilMs) - beganAtMs) / Math.max(1, loadUntilMs - beganAtMs);
    return round(left + share * (width - left - right));
  };
  const lanes = processNames.flatMap((name) =>
    Array.from({ length: replicasOfEach }, (_, replica) => labelOf({ name, replica })),
  );
  const laneTop = (at: number) => top + at * laneHeight;
  const successTop = laneTop(lanes.length) + gap;
  const slowTop = successTop + chartHeight + gap;
  const bottom = slowTop + chartHeight;
  const bars = struck
    .filter(({ isSpared }) => !isSpared)
    .map(({ target, how, atMs, backAtMs }) => {
      const to = backAtMs ?? loadUntilMs;
      const from = x(atMs);
      const what = `${labelOf(target)}: ${how} at ${seconds(atMs - beganAtMs)}, back after ${seconds(to - atMs)}`;
      return html`<rect class="${how}" x="${from}" y="${laneTop(lanes.indexOf(labelOf(target))) + 3}" width="${Math.max(3, round(x(to) - from))}" height="${laneHeight - 6}" rx="2"><title>${what}</title></rect>`;
    });
  const windows = windowsOf(times).map(([fromMs, toMs]) => ({
    atMs: (fromMs + toMs) / 2,
    ...phaseOf(exchanges, fromMs, toMs),
  }));
  const asked = windows.filter(({ requests }) => requests > 0);
  const slowest = Math.max(100, ...asked.map(({ p99Ms }) => p99Ms));
  const success = asked.map(
    ({ atMs, success }) => `${x(atMs)},${round(successTop + (1 - success) * chartHeight)}`,
  );
  const slow = asked.map(
    ({ atMs, p99Ms }) => `${x(atMs)},${round(slowTop + (1 - p99Ms / slowest) * chartHeight)}`,
  );
  return html`<svg viewBox="0 0 ${width} ${bottom + 24}" role="img" aria-label="Which process was away when, the share of requests that were served, and how long the slowest of a hundred took">
<rect class="quiet" x="${left}" y="${top - 6}" width="${round(x(quietUntilMs) - left)}" height="${bottom - top + 6}"/>
<text x="${left + 4}" y="${top - 9}">nothing is struck</text>
${ticksOf(times).map((atMs) => html`<line class="grid" x1="${x(atMs)}" x2="${x(atMs)}" y1="${top - 6}" y2="${bottom}"/><text x="${x(atMs)}" y="${bottom + 15}" text-anchor="middle">${seconds(atMs - beganAtMs)}</text>`)}
${lanes.map((label, at) => html`<text x="${left - 8}" y="${laneTop(at) + 12}" text-anchor="end">${label}</text><line class="lane" x1="${left}" x2="${width - right}" y1="${laneTop(at) + laneHeight}" y2="${laneTop(at) + laneHeight}"/>`)}
${bars}
<text x="${left}" y="${successTop - 8}">requests served, of those asked within 3 s</text>
${axis(successTop, "100 %", "0 %")}
<polyline class="success" points="${success.join(" ")}"/>
<text x="${left}" y="${slowTop - 8}">the slowest of a hundred requests</text>
${axis(slowTop, seconds(slowest), "0 s")}
<polyline class="slow" points="${slow.join(" ")}"/>
</svg>`;
}

const axis = (from: number, high: string, low: string): Html =>
  html`<line class="lane" x1="${left}" x2="${width - right}" y1="${from}" y2="${from}"/><line class="lane" x1="${left}" x2="${width - right}" y1="${from + chartHeight}" y2="${from + chartHeight}"/><text x="${left - 8}" y="${from + 4}" text-anchor="end">${high}</text><text x="${left - 8}" y="${from + chartHeight + 4}" text-anchor="end">${low}</text>`;

function windowsOf({ beganAtMs, loadUntilMs }: RunTimes): [number, number][] {
  const count = Math.ceil((loadUntilMs - beganAtMs) / windowMs);
  return Array.from({ length: count }, (_, n) => [beganAtMs + n * windowMs, beganAtMs + (n + 1) * windowMs]);
}

function ticksOf({ beganAtMs, loadUntilMs }: RunTimes): number[] {
  const lastsMs = loadUntilMs - beganAtMs;
  const stepMs = [10_000, 20_000, 30_000, 60_000, 300_000].find((step) => lastsMs / step <= 12) ?? 600_000;
  return Array.from({ length: Math.floor(lastsMs / stepMs) + 1 }, (_, n) => beganAtMs + n * stepMs);
}

const round = (value: number) => Math.round(value * 10) / 10;
export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
