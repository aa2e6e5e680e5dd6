import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { stringsAt } from "../k8s/json.ts";
import { renderOverlay } from "../k8s/render.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { processNames } from "../stack/topology.ts";
import { podsOf } from "./manifest-pods.ts";
import { brokenLinks } from "./page-links.ts";
import { type Alert, alertsIn, metricsAsked, metricsTold, namesMadeIn, type Panel } from "./told-metrics.ts";

const read = (path: string) => readFileSync(join(repositoryRoot, path), "utf8");
const alerts: Alert[] = alertsIn(read("observability/prometheus/rules.yml"));
const { panels } = JSON.parse(read("observability/grafana/dashboards/siren.json")) as { panels: Panel[] };
const told = metricsTold(repositoryRoot);
const unknownIn = (expression: string) => metricsAsked(expression).filter((name) => !told.has(name));

test("what an alert or a panel reads is told by some process", () => {
  const asked = [
    ...alerts.map(({ expr }) => expr),
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ];
  assert.ok(asked.length > 80, `${asked.length} expressions`);
  for (const expr of asked) {
    assert.ok(metricsAsked(expr).length > 0, `nothing is read by ${expr}`);
    assert.deepEqual(unknownIn(expr), [], expr);
  }
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

test("memory is told of before its limit in a pod ends the process", () => {
  const { expr = "" } = alerts.find(({ alert }) => alert === "MemoryHigh") ?? {};
  const told = [...expr.matchAll(/\{app=~"([^"]+)"\} > (\d+)e6/g)].flatMap(([, apps = "", megabytes]) =>
    apps.split("|").map((app) => [app, Number(megabytes)] as const),
  );
  const limits = podsOf(renderOverlay(join(repositoryRoot, "k8s/overlays/cluster"))).flatMap(
    ({ workload, labels, containers }) =>
      labels["app.kubernetes.io/component"] === "back-end"
        ? [[workload.metadata.name, ...stringsAt(containers[0], "resources", "limits", "memory")] as const]
        : [],
  );
  assert.deepEqual(told.map(([app]) => app).sort(), limits.map(([name]) => name).sort());
  for (const [name, limit = ""] of limits) {
    const share = (new Map(told).get(name) ?? 0) / ((Number.parseInt(limit, 10) * 2 ** 20) / 1e6);
    assert.ok(share > 0.75 && share < 0.85, `${name} is told of at ${share} of ${limit}`);
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
