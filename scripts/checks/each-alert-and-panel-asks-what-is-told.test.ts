import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { objectsAt } from "../k8s/json.ts";
import { renderOverlay } from "../k8s/render.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { processNames } from "../stack/topology.ts";
import { brokenLinks } from "./page-links.ts";
import {
  type Alert,
  alertsIn,
  besideMetrics,
  labelsAsked,
  labelsOfPrometheus,
  metricsAsked,
  metricsTold,
  namesMadeIn,
  type Panel,
} from "./told-metrics.ts";

const read = (path: string) => readFileSync(join(repositoryRoot, path), "utf8");
const alerts: Alert[] = alertsIn(read("observability/prometheus/rules.yml"));
const { panels } = JSON.parse(read("observability/grafana/dashboards/siren.json")) as { panels: Panel[] };
const told = metricsTold(repositoryRoot);
const unknownIn = (expression: string) => metricsAsked(expression).filter((name) => !told.has(name));

const asked = [
  ...alerts.map(({ expr }) => expr),
  ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
];

test("what an alert or a panel reads is told by some process", () => {
  assert.ok(asked.length > 80, `${asked.length} expressions`);
  for (const expr of asked) {
    assert.ok(metricsAsked(expr).length > 0, `nothing is read by ${expr}`);
    assert.deepEqual(unknownIn(expr), [], expr);
  }
});

test("a label, and an outcome, that an alert or a panel names is one that the metric's makers name", () => {
  const beside = besideMetrics(repositoryRoot);
  const unheardOf = (expression: string) => {
    const metrics = metricsAsked(expression).flatMap((name) => beside.get(name) ?? []);
    return labelsAsked(expression).flatMap(({ label, values }) => {
      if (labelsOfPrometheus.includes(label) || metrics.length === 0) return [];
      if (!metrics.every(({ labels }) => labels.has(label))) return [label];
      const told = values.filter((value) => label === "outcome" && /^[A-Za-z-]+$/.test(value));
      return told.filter((value) => !metrics.some(({ words }) => words.has(value)));
    });
  };
  for (const expr of asked) assert.deepEqual(unheardOf(expr), [], expr);
  assert.deepEqual(unheardOf('rate(store_unit_of_work_duration_count{ending="committed"}[5m])'), ["ending"]);
  assert.deepEqual(unheardOf('store_unit_of_work_duration_count{outcome=~"comitted|given-up"}'), [
    "comitted",
  ]);
  assert.deepEqual(unheardOf("sum by (app, sort) (siren_http_shed_total)"), ["sort"]);
});

test("a name that nobody tells is found, and words, labels and functions are none", () => {
  const expression =
    'sum by (le, route) (rate(no_such_total{route!="up_to"}[5m])) / on (app) group_left (x) 500e6 > bool Inf';
  assert.deepEqual(metricsAsked(expression), ["no_such_total"]);
  assert.deepEqual(unknownIn("sum(orders_placed_total) or orders_placed"), ["orders_placed"]);
  const source =
    'meter.createCounter("a.b", x); createTally(backEnd.meter, "c", x); gauge("d_e", "x"); inMs("f", "x")';
  assert.deepEqual(namesMadeIn(source), ["a_b_total", "c_total", "d_e", "f_bucket", "f_sum", "f_count"]);
});

test("each alert says how bad it is, what it is, and where the runbook says what to do", () => {
  const headings = [...read("docs/runbook.md").matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  assert.deepEqual(
    headings,
    alerts.map(({ alert }) => alert),
  );
  for (const { alert, labels, annotations } of alerts) {
    assert.match(labels.severity ?? "", /^(page|ticket)$/, alert);
    assert.ok(annotations.summary, alert);
    assert.equal(annotations.runbook, `docs/runbook.md#${alert.toLowerCase()}`);
    assert.deepEqual(brokenLinks(repositoryRoot, "page.md", `[x](${annotations.runbook})`), []);
  }
});

test("of each kind of process it is told when nobody answers", () => {
  const { expr = "" } = alerts.find(({ alert }) => alert === "KindAway") ?? {};
  for (const name of processNames)
    assert.ok(expr.includes(`absent(up{app="${name}"} == 1), "app", "${name}"`), name);
});

type Workload = { spec: { template: { spec: { containers: { name: string; resources: Resources }[] } } } };
type Resources = { limits?: { memory?: string } };

type Chart = Record<string, unknown> & { metrics: { metricName: string; displayName: string }[] };
type Dashboard = Record<string, unknown> & { discoverOn: string; items: { chart: Chart }[] };

/** Of Kiali's own type (config/dashboards), which passes over what it does not know. */
const kialis = {
  dashboard: new Set(["name", "title", "runtime", "discoverOn", "items", "externalLinks", "rows"]),
  chart: new Set([
    ...["name", "unit", "unitScale", "spans", "startCollapsed", "chartType", "min", "max", "metrics"],
    ...["dataType", "aggregator", "aggregations", "xAxis", "groupLabels", "sortLabel"],
  ]),
};

test("Kiali's tab of order has the four figures of the business, in words that Kiali knows", () => {
  const order = renderOverlay(join(repositoryRoot, "k8s/overlays/mesh")).find(
    ({ kind, metadata }) => kind === "Deployment" && metadata.name === "order",
  );
  const [annotations] = objectsAt(order, "spec", "template", "metadata", "annotations");
  const dashboards = parse(String(annotations?.["dashboards.kiali.io/templates"])) as Dashboard[];
  const charts = dashboards.flatMap(({ items }) => items.map(({ chart }) => chart));
  for (const one of dashboards)
    assert.deepEqual(
      Object.keys(one).filter((key) => !kialis.dashboard.has(key)),
      [],
    );
  for (const one of charts) {
    assert.deepEqual(
      Object.keys(one).filter((key) => !kialis.chart.has(key)),
      [],
    );
    assert.deepEqual([one.dataType, one.aggregator], ["raw", "max"], "each replica tells the same");
  }
  const names = charts.flatMap(({ metrics }) => metrics.map(({ metricName }) => metricName));
  assert.deepEqual(names, ["checkout_count", "purchased_product_count", "sum_price", "avg_price"]);
  assert.deepEqual([...names, ...dashboards.map((one) => one.discoverOn)].flatMap(unknownIn), []);
});

test("memory is told between seven and nine tenths of what a pod of each kind may hold", () => {
  const { expr = "" } = alerts.find(({ alert }) => alert === "MemoryHigh") ?? {};
  const above = [...expr.matchAll(/process_resident_memory_bytes\{app=~?"([^"]+)"\} > (\S+)/g)].flatMap(
    ([, apps = "", bytes = ""]) => apps.split("|").map((app): [string, number] => [app, Number(bytes)]),
  );
  assert.deepEqual(above.map(([app]) => app).sort(), processNames.toSorted());
  const thresholds = new Map(above);
  const manifests = renderOverlay(join(repositoryRoot, "k8s/overlays/cluster"));
  for (const name of processNames) {
    const workload = manifests.find(
      ({ kind, metadata }) => metadata.name === name && ["Deployment", "StatefulSet"].includes(kind),
    ) as unknown as Workload;
    const container = workload.spec.template.spec.containers.find((one) => one.name === "process");
    const [, mebibytes] = /^(\d+)Mi$/.exec(container?.resources.limits?.memory ?? "") ?? [];
    const share = (thresholds.get(name) ?? 0) / (Number(mebibytes) * 2 ** 20);
    assert.ok(share > 0.7 && share < 0.9, `${name}: ${share} of ${mebibytes} MiB`);
  }
});

test("panels have ids of their own and lie beside each other", () => {
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const taken = new Map<string, string>();
  for (const { title, type, gridPos, targets = [] } of panels) {
    assert.ok(type === "row" || targets.length > 0, title);
    assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        const cell = `${x} ${y}`;
        assert.ok(x < 24 && !taken.has(cell), `${title} lies over ${taken.get(cell)}`);
        taken.set(cell, title);
      }
  }
});
