import assert from "node:assert/strict";
import { test } from "node:test";
import { chartOf, niceCeiling } from "./report-charts.ts";
import { html, tableOf } from "./report-html.ts";
import { reportPage } from "./report-page.ts";

const evil = `<img src=x onerror="alert('1')">&`;

test("whatever it is given is text on the page, in every place", () => {
  const page = reportPage({
    title: evil,
    about: evil,
    facts: [{ label: evil, value: evil, tone: "bad" }],
    sections: [
      { title: evil, body: html`<p>${evil}</p>` },
      { title: "tables", body: tableOf([evil], [[evil]]) },
      {
        title: "charts",
        body: [
          chartOf({
            ...{ title: evil, note: evil, unit: evil, atS: [0, 1], marks: [{ atS: 1, label: evil }] },
            series: [{ name: evil, values: [1, 2] }],
          }),
        ],
      },
    ],
  });
  assert.doesNotMatch(page, /<img/);
  assert.equal(page.split("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;").length - 1, 16);
});

test("it asks for nothing beside it and runs nothing", () => {
  const page = reportPage({ title: "t", about: "a", facts: [], sections: [] });
  assert.doesNotMatch(page, /<script|src=|href=|url\(|@import/);
  assert.match(page, /default-src 'none'/);
});

test("a line is drawn from the first value to the last and breaks where nothing was measured", () => {
  const { markup } = chartOf({
    ...{ title: "t", unit: "ms", atS: [0, 1, 2, 3, 4] },
    series: [{ name: "p50", values: [0, 5, null, 10, 0] }],
  });
  assert.match(markup, /d="M0 100h\.1L250 50M750 0h\.1L1000 100"/);
});

test("bars stand on one another, and an empty chart is one", () => {
  const { markup } = chartOf({
    ...{ title: "t", unit: "", kind: "bars", atS: [0, 1] },
    series: [
      { name: "a", values: [1, 0] },
      { name: "b", values: [1, 2] },
    ],
  });
  const rects = [...markup.matchAll(/<rect class="(s\d)" x="([\d.]+)" y="([\d.]+)"/g)].map(
    ([, ...found]) => found,
  );
  assert.deepEqual(rects, [
    ["s0", "0", "50"],
    ["s1", "0", "0"],
    ["s1", "500", "0"],
  ]);
  assert.match(chartOf({ title: "t", unit: "", atS: [], series: [] }).markup, /<svg/);
});

test("a scale ends in a round number", () => {
  assert.deepEqual(
    [0, 0.3, 1, 1.1, 2.4, 26, 99, 100, 101].map(niceCeiling),
    [1, 0.5, 1, 2, 2.5, 50, 100, 100, 200],
  );
});
