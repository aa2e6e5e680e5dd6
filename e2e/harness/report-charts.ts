import { type Html, html, tableOf } from "./report-html.ts";

/** `null` is a gap: nothing was measured there. */
export type Series = { name: string; values: readonly (number | null)[] };

export type Chart = {
  title: string;
  note?: string;
  /** Behind the figures of the scale: `ms`, `orders`. */
  unit: string;
  /** Where each value stands, in seconds from the beginning; evenly spaced for bars. */
  atS: readonly number[];
  series: readonly Series[];
  kind?: "lines" | "bars";
  /** Moments worth a line of their own, such as faults. */
  marks?: readonly { atS: number; label: string }[];
};

const [width, height] = [1_000, 100];
const gridLines = [0, 0.25, 0.5, 0.75, 1];

/** The next of 1, 2, 2.5, 5, 10, ... that is not below it. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((step) => step * unit >= value) ?? 10) * unit;
}

/** Drawn to any width; its words stand beside the drawing, where they are not stretched with it. */
export function chartOf({ title, note, unit, atS, series, kind = "lines", marks = [] }: Chart): Html {
  const sums = atS.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const all = kind === "bars" ? sums : series.flatMap(({ values }) => values.map((value) => value ?? 0));
  const top = niceCeiling(all.reduce((most, value) => Math.max(most, value), 0));
  const step = (atS[1] ?? 1) - (atS[0] ?? 0);
  const endS = Math.max(
    (atS.at(-1) ?? 0) + (kind === "bars" ? step : 0),
    ...marks.map((mark) => mark.atS),
    1,
  );
  const x = (seconds: number) => round((seconds / endS) * width);
  const y = (value: number) => round(height - (value / top) * height);
  const drawn = kind === "bars" ? bars({ atS, series, x, y, step }) : lines({ atS, series, x, y });
  return html`<figure><h3>${title}</h3>${note === undefined ? undefined : html`<figcaption>${note}</figcaption>`}
<div class="plot"><div class="scale">${[...gridLines].reverse().map((share) => html`<span>${figure(top * share)}${share === 1 ? ` ${unit}` : ""}</span>`)}</div>
<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img"><title>${title}</title>${gridLines.map(
    (share) => html`<line class="grid" x1="0" x2="${width}" y1="${y(top * share)}" y2="${y(top * share)}"/>`,
  )}${marks.map(({ atS, label }) => html`<line class="mark" x1="${x(atS)}" x2="${x(atS)}" y1="0" y2="${height}"><title>${label}</title></line>`)}${drawn}</svg>
<div class="times">${gridLines.map((share) => html`<span>${Math.round(endS * share)} s</span>`)}</div></div>
<ul class="legend">${series.map(({ name }, n) => html`<li><i class="s${n % 6}"></i>${name}</li>`)}</ul>
<details><summary>Figures</summary>${tableOf(
    ["from s", ...series.map(({ name }) => name)],
    atS.map((seconds, at) => [figure(seconds), ...series.map(({ values }) => figure(values[at] ?? null))]),
  )}</details></figure>`;
}

type Drawn = Pick<Chart, "atS" | "series"> & { x: (seconds: number) => number; y: (value: number) => number };

function lines({ atS, series, x, y }: Drawn): Html[] {
  return series.map(({ values }, n) => {
    const d = values.reduce<string>((path, value, at) => {
      if (value === null) return path;
      const isBegun = at > 0 && values[at - 1] !== null;
      // A value between two gaps is seen as a dash.
      return `${path}${isBegun ? "L" : "M"}${x(atS[at] ?? 0)} ${y(value)}${isBegun ? "" : "h.1"}`;
    }, "");
    return html`<path class="s${n % 6}" d="${d}"/>`;
  });
}

function bars({ atS, series, x, y, step }: Drawn & { step: number }): Html[] {
  const heightSoFar = atS.map(() => 0);
  return series.flatMap(({ values }, n) =>
    atS.flatMap((seconds, at) => {
      const value = values[at] ?? 0;
      if (value === 0) return [];
      const below = heightSoFar[at] ?? 0;
      heightSoFar[at] = below + value;
      const size = html`width="${round((x(step) - x(0)) * 0.9)}" height="${round(y(below) - y(below + value))}"`;
      return [html`<rect class="s${n % 6}" x="${x(seconds)}" y="${y(below + value)}" ${size}/>`];
    }),
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;

function figure(value: number | null): string {
  if (value === null || Number.isNaN(value)) return "-";
  return value >= 100 ? value.toFixed(0) : String(round(value));
}
