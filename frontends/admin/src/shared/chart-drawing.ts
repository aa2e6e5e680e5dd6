import type { Language } from "@siren/web/i18n";
import uPlot from "uplot";
import {
  type Along,
  dashes,
  lonelyIn,
  momentLabel,
  placesOf,
  type Series,
  type Tone,
  toneOf,
} from "./chart-points.ts";

const font = '12px "Noto Sans KR Variable", system-ui, sans-serif';
const leastRoomPx = 14;
const bottomPx = 28;
const seoul = "Asia/Seoul";

export type Shown = {
  along: Along;
  series: readonly Series[];
  say: (value: number) => string;
  spoken: Language;
};

type Drawing = {
  host: HTMLElement;
  height: number;
  /** Asked with each stroke, so that what changes needs no new drawing. */
  shown: () => Shown;
  colourOf: (tone: Tone | "ink" | "line") => string;
  onPoint: (place: number | null) => void;
};

const dataOf = ({ along, series }: Shown): uPlot.AlignedData => [
  placesOf(along),
  ...series.map(({ values }) => [...values]),
];

/** The canvas, as wide as its host is; what is drawn on it stands in a table too, and so readers never meet it. */
export function drawChart({ host, height, shown, colourOf, onPoint }: Drawing) {
  const widest = (plot: uPlot, words: readonly string[]): number => {
    plot.ctx.font = font;
    return Math.max(0, ...words.map((word) => plot.ctx.measureText(word).width));
  };
  const { series, along } = shown();
  const isNames = along.kind === "names";
  const axis: uPlot.Axis = {
    font,
    stroke: () => colourOf("ink"),
    grid: { show: false },
    ticks: { stroke: () => colourOf("line"), width: 1, size: 4 },
  };

  const bottom: uPlot.Axis = isNames
    ? {
        ...axis,
        size: bottomPx,
        incrs: [1, 2, 3, 4, 6, 7, 12, 24, 50, 100],
        space: (plot) => widest(plot, namesOf(shown().along)) + leastRoomPx,
        values: (_, splits) => splits.map((place) => namesOf(shown().along)[place] ?? ""),
      }
    : {
        ...axis,
        size: bottomPx,
        space: 76,
        values: (_, splits, __, ___, step) => splits.map((at) => momentLabel(at, step, shown().spoken)),
      };
  const left: uPlot.Axis = {
    ...axis,
    grid: { stroke: () => colourOf("line"), width: 1 },
    ticks: { show: false },
    space: 34,
    size: (plot, words) => Math.max(34, Math.ceil(widest(plot, words ?? [])) + leastRoomPx),
    values: (_, splits) => splits.map((value) => shown().say(value)),
  };

  const plot = new uPlot(
    {
      ...{ width: Math.max(1, host.clientWidth), height, ms: 1, padding: [10, 30, 6, 0] },
      tzDate: (at) => uPlot.tzDate(new Date(at), seoul),
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: {
          time: !isNames,
          ...(isNames && { range: (_: uPlot, min: number, max: number) => [min - 0.5, max + 0.5] as const }),
        } as uPlot.Scale,
        y: { range: (_, __, most) => (most > 0 ? [0, uPlot.rangeNum(0, most, 0.1, true)[1]] : [0, 1]) },
      },
      axes: [bottom, left],
      series: [{}, ...series.map((one, place) => strokeOf(one, toneOf(one, place), colourOf))],
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
    },
    dataOf(shown()),
    host,
  );

  const watch = new ResizeObserver(() => {
    const width = host.clientWidth;
    if (width > 0 && width !== plot.width) plot.setSize({ width, height });
  });
  watch.observe(host);
  return {
    refresh: () => plot.setData(dataOf(shown())),
    recolour: () => plot.redraw(false),
    close() {
      watch.disconnect();
      plot.destroy();
    },
  };
}

const namesOf = (along: Along): readonly string[] => (along.kind === "names" ? along.names : []);

function strokeOf({ shape = "line" }: Series, tone: Tone, colourOf: (tone: Tone) => string): uPlot.Series {
  const stroke = () => colourOf(tone);
  const bars = shape === "bars" ? uPlot.paths.bars?.({ size: [0.7, 56], radius: [0.15, 0] }) : undefined;
  return {
    stroke,
    width: shape === "bars" ? 0 : 2,
    points:
      shape === "bars"
        ? { show: false }
        : {
            show: true,
            size: 6,
            fill: stroke,
            filter: (plot, place) => lonelyIn([...(plot.data[place] ?? [])]),
          },
    ...(bars && { paths: bars, fill: stroke }),
    ...(shape === "area" && { fill: () => `color-mix(in srgb, ${colourOf(tone)} 18%, transparent)` }),
    ...(shape !== "bars" && { dash: [...dashes[tone]] }),
  };
}
