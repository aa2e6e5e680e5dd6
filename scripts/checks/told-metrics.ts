import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
  const services = readdirSync(join(root, "services")).map((name) => `services/${name}/src`);
  const files = [...whereMetricsAreMade, ...services].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => join(root, folder, file)),
  );
  return new Set([...ofPrometheus, ...files.flatMap((file) => namesMadeIn(readFileSync(file, "utf8")))]);
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
