import assert from "node:assert/strict";
import { test } from "node:test";
import { salesReport } from "@siren/contracts/barista";
import { baristaExamples } from "@siren/contracts/golden-barista";
import { besideItems, csvCell, csvOf, hoursAround, salesRows } from "../src/features/desk/sales-csv.ts";

const report = salesReport.parse(baristaExamples.salesReport);

test("what would be a formula is a text, and a number stays one", () => {
  for (const evil of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0"])
    assert.match(csvCell(evil), /^"?'/, evil);
  assert.deepEqual([csvCell(-5_000), csvCell(null), csvCell("라떼")], ["-5000", "", "라떼"]);
});

test("what holds commas, quotes or lines is one cell, and a spreadsheet knows the letters", () => {
  const csv = csvOf([
    ["이유", 'cold, "very"'],
    ["two\nlines", 1],
  ]);
  assert.equal(csv, '\ufeff이유,"cold, ""very"""\r\n"two\nlines",1\r\n');
});

test("the day's table has its total, each hour, item and hand-over, and each refund with its reason", () => {
  const evil = { ...report, refunds: report.refunds.map((one) => ({ ...one, reason: '=HYPERLINK("x")' })) };
  const rows = salesRows(evil, "en");
  const width = rows[0]?.length;
  assert.ok(rows.every((row) => row.length === width));
  assert.deepEqual(rows[1]?.slice(1, 5), [report.day, report.tickets.all, report.cups, report.sales_krw]);
  const of = (section: string) => rows.filter(([first]) => first === section);
  assert.equal(of("Sales by hour").length, report.hours.length);
  assert.equal(of("By hand-over").length, report.handOvers.length);
  const items = of("Sales by item");
  assert.equal(items.length, report.items.length + (besideItems(report) === 0 ? 0 : 1));
  const won = items.reduce((sum, row) => sum + Number(row[4]), 0);
  assert.equal(won, report.sales_krw, "with what was taken off and added, the items are the total");
  assert.equal(of("Given back on this day")[0]?.[4], -report.refunds[0]!.amount_krw);
  assert.match(csvOf(rows), /"'=HYPERLINK\(""x""\)"/);
});

test("an hour in which nothing was sold stands between the others, and the day has its ends", () => {
  const hour = (at: number, sales_krw = 0) => ({ hour: at, tickets: 1, cups: 1, sales_krw });
  const around = hoursAround([hour(9, 5_000), hour(11, 7_000)]);
  assert.deepEqual(
    around.map((one) => [one.hour, one.sales_krw]),
    [
      [8, 0],
      [9, 5_000],
      [10, 0],
      [11, 7_000],
      [12, 0],
    ],
  );
  assert.deepEqual(
    [hoursAround([hour(0)]), hoursAround([hour(23)])].map((all) => all.map((one) => one.hour)),
    [
      [0, 1],
      [22, 23],
    ],
  );
});
