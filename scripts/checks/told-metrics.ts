import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";

/** What Prometheus knows of its own. */
const ofPrometheus = ["up", "ALERTS"];
const whereMetricsAreMade = [
  "packages/chassis/src",
  "packages/store/src",
  "discovery/src",
  "gateway/src",
  "auditor/src",
];

const kinds = {
  createCounter: "counter",
  createObservableCounter: "counter",
  createTally: "counter",
  createGauge: "gauge",
  createObservableGauge: "gauge",
  createHistogram: "histogram",
  // As the files that make many name what they make them with.
  counter: "counter",
  tally: "counter",
  gauge: "gauge",
  inMs: "histogram",
} as const;
type Kind = (typeof kinds)[keyof typeof kinds];

const made = new RegExp(
  `\\b(${Object.keys(kinds).join("|")})\\(\\s*(?:\\w+(?:\\.\\w+)*,\\s*)?"([a-z][\\w.]*)"`,
  "g",
);
/** Told in Prometheus' own form by the file itself. */
const writtenOut = /^const metric = "(\w+)";$/gm;

const suffixes: Record<Kind, readonly string[]> = {
  counter: ["_total"],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count"],
};

export function namesMadeIn(source: string): string[] {
  const found: [string, Kind][] = [...source.matchAll(made)].map(([, by = "", name = ""]) => [
    name.replaceAll(".", "_"),
    kinds[by as keyof typeof kinds],
  ]);
  for (const [, name = ""] of source.matchAll(writtenOut)) found.push([name, "histogram"]);
  return found.flatMap(([name, kind]) => suffixes[kind].map((suffix) => `${name}${suffix}`));
}

/** Every name that some process tells once there is something to tell, as its source declares it. */
export function metricsTold(root: string): ReadonlySet<string> {
  return new Set([
    ...ofPrometheus,
    ...sourcesByPackage(root)
      .flat()
      .flatMap((file) => namesMadeIn(readFileSync(file, "utf8"))),
  ]);
}

function sourcesByPackage(root: string): string[][] {
  const services = readdirSync(join(root, "services")).map((name) => `services/${name}/src`);
  return [...whereMetricsAreMade, ...services].map((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => join(root, folder, file)),
  );
}

const words = new Set(["and", "or", "unless", "bool", "offset", "inf", "nan"]);

/** The metrics that a PromQL expression reads. Not a parser: what is no metric's name is taken out first. */
export function metricsAsked(expression: string): string[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, " ")
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, " ");
  return [...bare.matchAll(/(?<![\w.])[A-Za-z_:][\w:]*(?!\s*\(|[\w:])/g)]
    .map(([name]) => name)
    .filter((name) => !words.has(name.toLowerCase()));
}

/** `metric{label="a|b"}` and `by (label)`: what an expression takes for granted of the labels of what it reads. */
export function labelsAsked(expression: string): { label: string; values: string[] }[] {
  const matchers = [...expression.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = ""]) =>
    [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)].map(([, label = "", value = ""]) => ({
      label,
      values: value.split("|"),
    })),
  );
  const grouped = [...expression.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g)].flatMap(
    ([, inside = ""]) => inside.split(",").map((label) => ({ label: label.trim(), values: [] })),
  );
  return [...matchers, ...grouped];
}

/** Given by Prometheus, by where it found the process, or by the form of a histogram. */
export const labelsOfPrometheus = ["job", "instance", "app", "le", "alertstate"];

/** For a metric: what its makers name labels with, and every word that they say. */
export type Beside = { labels: Set<string>; words: Set<string> };

/**
 * By reading, not by running: labels are the keys where something of the package is counted, and the words of the
 * folder that declares the metric, since what counts often lies beside it. A label that was renamed is in neither.
 */
export function besideMetrics(root: string): ReadonlyMap<string, Beside> {
  const found = new Map<string, Beside>();
  for (const files of sourcesByPackage(root)) {
    const sources = files.map((file) => ({ folder: dirname(file), text: readFileSync(file, "utf8") }));
    const counted = sources.flatMap(({ text }) => labelsCountedIn(text));
    const words = new Set<string>();
    const byFolder = new Map<string, Set<string>>();
    for (const { folder, text } of sources) {
      const said = byFolder.get(folder) ?? new Set(counted);
      for (const word of wordsIn(text)) {
        words.add(word);
        said.add(word);
      }
      byFolder.set(folder, said);
    }
    for (const { folder, text } of sources)
      for (const name of namesMadeIn(text)) {
        const { labels, words: said } = found.get(name) ?? { labels: new Set(), words: new Set() };
        found.set(name, {
          labels: new Set([...labels, ...(byFolder.get(folder) ?? [])]),
          words: new Set([...said, ...words]),
        });
      }
  }
  return found;
}

/** `add(1, { event, reason: why })` */
const labelsCountedIn = (source: string): string[] =>
  [...source.matchAll(/\.(?:add|record|observe)\([^;{]*\{([^}]*)\}/g)].flatMap(([, inside = ""]) =>
    inside.split(",").map((entry) => entry.split(":")[0]?.trim() ?? ""),
  );

/** Keys of objects, labels as they are written out, and strings. */
const wordsIn = (source: string): string[] =>
  [...source.matchAll(/[{,]\s*(\w+)\s*(?=[,:}])|\b(\w+)="|"([\w.-]+)"|^\s*(\w+):/gm)].map((match) =>
    (match.slice(1).find((word) => word !== undefined) ?? "").replaceAll(".", "_"),
  );

export type Alert = {
  alert: string;
  expr: string;
  labels: { severity?: string };
  annotations: { summary?: string; runbook?: string };
};

export function alertsIn(rules: string): Alert[] {
  const { groups } = parse(rules) as { groups: { rules: Alert[] }[] };
  return groups.flatMap((group) => group.rules);
}

export type Panel = {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { refId: string; expr: string }[];
};
