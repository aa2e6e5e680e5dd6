import { useLanguage, useSay } from "@siren/web/i18n";
import { theme } from "@siren/web/theme";
import { useObservable } from "@siren/web/use-observable";
import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import "uplot/dist/uPlot.min.css";
import "./chart.css";
import { drawChart, type Shown } from "./chart-drawing.ts";
import { type Along, dashes, restingPlace, rowsOf, type Series, toneOf } from "./chart-points.ts";
import { chartTexts } from "./chart-texts.ts";
import { Table } from "./table.tsx";

type ChartProps = {
  title: string;
  /** What is to be seen here, in a sentence. */
  lead?: string | undefined;
  along: Along;
  series: readonly Series[];
  /** How a value is said, at the side, in the legend and in the table. */
  say: (value: number) => string;
  height?: number;
  testId?: string;
};

/** Figures as lines, areas or bars, with a legend that says the values, and the same figures as a table. */
export function Chart({ title, lead, along, series, say, height = 200, testId }: ChartProps) {
  const words = useSay(chartTexts);
  const spoken = useLanguage();
  const captionId = useId();
  const [pointed, setPointed] = useState<number | null>(null);
  const { host, legend } = useDrawing({ along, series, say, spoken }, height, setPointed);
  const place = pointed ?? restingPlace(along);
  const saidAt = (values: Series["values"]) => {
    const value = place === null ? undefined : values[place];
    return value === undefined || value === null ? "" : say(value);
  };
  return (
    <figure className="chart" aria-labelledby={captionId} data-testid={testId}>
      <figcaption>
        <strong id={captionId}>{title}</strong>
        {lead ? <span className="soft">{lead}</span> : null}
      </figcaption>
      <ul ref={legend} className="chart-legend">
        {series.map((one, index) => (
          <li key={one.name} data-tone={toneOf(one, index)}>
            <Swatch series={one} place={index} />
            {one.name} <b>{saidAt(one.values)}</b>
          </li>
        ))}
      </ul>
      <div ref={host} className="chart-canvas" style={{ height }} aria-hidden="true" />
      <Figures title={title} say={say} along={along} series={series} heading={words("asTable")} />
    </figure>
  );
}

function useDrawing(shown: Shown, height: number, onPoint: (place: number | null) => void) {
  const host = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const drawing = useRef<ReturnType<typeof drawChart>>(undefined);
  const latest = useRef(shown);
  latest.current = shown;
  const worn = useObservable(theme);
  const isDark = useSyncExternalStore(watchDark, prefersDark);
  const { along, series, spoken, say } = shown;
  // Anything else is new figures on the same drawing.
  const form = JSON.stringify([
    along.kind,
    series.map(({ name, shape, tone }) => [name, shape, tone]),
    height,
  ]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `form` is what a drawing is made for
  useEffect(() => {
    const { current: element } = host;
    if (!element) return;
    const made = drawChart({
      ...{ host: element, height, onPoint },
      shown: () => latest.current,
      // Canvas knows no custom properties: what shows the colour on the page is asked which it is.
      colourOf(tone) {
        if (tone === "ink") return getComputedStyle(element).color;
        if (tone === "line") return getComputedStyle(element).borderBlockEndColor;
        const swatch = legend.current?.querySelector(`[data-tone="${tone}"] svg`);
        return swatch ? getComputedStyle(swatch).color : "currentColor";
      },
    });
    drawing.current = made;
    return () => made.close();
  }, [form]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these is what was drawn with
  useEffect(() => drawing.current?.refresh(), [along, series, spoken, say]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read off the page
  useEffect(() => drawing.current?.recolour(), [worn, isDark]);
  return { host, legend };
}

const darkness = "(prefers-color-scheme: dark)";
const prefersDark = () => matchMedia(darkness).matches;
function watchDark(onChange: () => void): () => void {
  const media = matchMedia(darkness);
  media.addEventListener("change", onChange);
  return () => media.removeEventListener("change", onChange);
}

function Swatch({ series, place }: { series: Series; place: number }) {
  const dash = dashes[toneOf(series, place)].join(" ");
  return (
    <svg viewBox="0 0 26 12" width="26" height="12" aria-hidden="true">
      {series.shape === "bars" ? (
        <rect x="7" y="1" width="12" height="10" rx="2" fill="currentColor" />
      ) : (
        <path d="M1 6h24" stroke="currentColor" strokeWidth="3" strokeDasharray={dash} />
      )}
    </svg>
  );
}

type FiguresProps = Pick<ChartProps, "title" | "along" | "series" | "say"> & { heading: string };

/** Laid out only while somebody reads it. */
function Figures({ title, along, series, say, heading }: FiguresProps) {
  const words = useSay(chartTexts);
  const spoken = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const rows = isOpen ? rowsOf(along, series, spoken) : [];
  return (
    <details className="chart-figures" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {heading}
        <span className="ui-unseen">: {title}</span>
      </summary>
      {isOpen && rows.length === 0 ? <p className="soft">{words("nothingYet")}</p> : null}
      {rows.length > 0 ? (
        <Table label={title} heads={[along.heading, ...series.map(({ name }) => name)]}>
          {rows.map(({ key, head, values }) => (
            <tr key={key}>
              <th scope="row">{head}</th>
              {values.map((value, place) => (
                <td key={series[place]?.name}>{value === null ? words("unknown") : say(value)}</td>
              ))}
            </tr>
          ))}
        </Table>
      ) : null}
    </details>
  );
}
