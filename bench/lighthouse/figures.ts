/** As much of Lighthouse's report as is judged. */
export type Report = {
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { score: number | null; numericValue?: number; title: string }>;
  environment: { benchmarkIndex: number };
};

export type Promised = { name: string; unit: "" | "ms" | "score"; most?: number; least?: number };

/** What the page promises, by the name of its figure in Lighthouse. */
export const promises = {
  mobile: [
    { name: "performance", unit: "score", least: 95 },
    { name: "accessibility", unit: "score", least: 100 },
    { name: "best-practices", unit: "score", least: 100 },
    { name: "seo", unit: "score", least: 100 },
  ],
  desktop: [
    { name: "first-contentful-paint", unit: "ms", most: 800 },
    { name: "largest-contentful-paint", unit: "ms", most: 1_500 },
    { name: "speed-index", unit: "ms", most: 2_000 },
    { name: "total-blocking-time", unit: "ms", most: 100 },
    { name: "cumulative-layout-shift", unit: "", most: 0.02 },
  ],
} as const satisfies Record<string, readonly Promised[]>;

export type Judged = { name: string; shown: string; wanted: string; all: string; holds: boolean };

/** The middle of the runs counts: one run beside somebody else's work says little. */
export function judge(
  wanted: readonly Promised[],
  reports: readonly Report[],
  { blockingMs }: { blockingMs?: number } = {},
): Judged[] {
  return wanted.map(({ name, unit, least, most: usual }) => {
    const most = name === "total-blocking-time" && blockingMs !== undefined ? blockingMs : usual;
    const values = reports.map((report) => figureOf(report, name, unit)).sort((a, b) => a - b);
    const value = values[Math.floor(values.length / 2)] ?? Number.NaN;
    const bound = most === undefined ? `>= ${least}` : `< ${said(most, unit)}`;
    const holds = most === undefined ? value >= (least ?? 0) : value < most;
    return {
      name,
      holds,
      shown: said(value, unit),
      wanted: bound,
      all: values.map((one) => said(one, unit)).join(" "),
    };
  });
}

function figureOf({ categories, audits }: Report, name: string, unit: Promised["unit"]): number {
  if (unit === "score") return Math.round((categories[name]?.score ?? 0) * 100);
  return audits[name]?.numericValue ?? Number.NaN;
}

const said = (value: number, unit: Promised["unit"]) =>
  unit === "ms" ? `${Math.round(value)} ms` : unit === "score" ? String(value) : value.toFixed(3);

/** What cost a score its full hundred, by name. */
export const failedAudits = ({ audits }: Report): string[] =>
  Object.entries(audits)
    .filter(([, { score }]) => score !== null && score < 0.9)
    .map(([id, { title }]) => `${id}: ${title}`);
