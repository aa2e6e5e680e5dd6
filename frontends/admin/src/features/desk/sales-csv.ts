import type { SalesReport } from "@siren/contracts/barista";
import { clockTime, type Language, localised, sayIn } from "@siren/web/i18n";
import { handOverDictionary } from "./hand-over-texts.ts";
import { salesDictionary } from "./sales-texts.ts";

type Cell = string | number | null;

/** What begins so is a formula to a spreadsheet, whoever wrote it; as text it harms nobody. */
const looksLikeFormula = /^[\s]*[=+\-@\t\r]/;

export function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return `${cell}`;
  const text = looksLikeFormula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180; the mark at its beginning tells spreadsheets that it is UTF-8. */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  `\ufeff${rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("")}`;

/** What the items do not add up to: coupons take off, hand-overs may cost. */
export const besideItems = ({ sales_krw, items }: SalesReport): number =>
  sales_krw - items.reduce((sum, item) => sum + item.sales_krw, 0);

/** Without a gap, and with an hour before and after: an hour in which nothing was sold is a figure too. */
export function hoursAround(hours: SalesReport["hours"]): SalesReport["hours"] {
  const all = hours.map(({ hour }) => hour);
  const first = Math.max(0, Math.min(...all) - 1);
  const last = Math.min(23, Math.max(...all) + 1);
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const hour = first + at;
    return hours.find((one) => one.hour === hour) ?? { hour, tickets: 0, cups: 0, sales_krw: 0 };
  });
}

/** One table for all: what a row is about, then orders, cups and won. */
export function salesRows(report: SalesReport, language: Language): Cell[][] {
  const say = sayIn(salesDictionary, language);
  const handOverSay = sayIn(handOverDictionary, language);
  const heads = ["section", "item", "tickets", "cups", "won", "note"] as const;
  const beside_krw = besideItems(report);
  return [
    heads.map((head) => say(head)),
    [say("total"), report.day, report.tickets.all, report.cups, report.sales_krw, null],
    [say("refundsOf"), report.day, report.refunds.length, null, -report.refunded_krw, null],
    [say("net"), report.day, null, null, report.sales_krw - report.refunded_krw, null],
    ...report.hours.map(({ hour, tickets, cups, sales_krw }) => [
      ...[say("byHour"), say("hourOf", { hour }), tickets, cups, sales_krw, null],
    ]),
    ...report.items.map(({ name, cups, sales_krw }) => [
      ...[say("byItem"), localised(name, language), null, cups, sales_krw, null],
    ]),
    ...(beside_krw === 0 ? [] : [[say("byItem"), say("others"), null, null, beside_krw, null]]),
    ...report.handOvers.map(({ handOver, tickets, cups, sales_krw }) => [
      ...[say("byHandOver"), handOverSay(handOver), tickets, cups, sales_krw, null],
    ]),
    ...report.refunds.map(({ number, at, amount_krw, method, reason }) => [
      ...[say("refunds"), `${number} · ${clockTime(at, language)} · ${say(`method_${method}`)}`],
      ...[null, null, -amount_krw, reason],
    ]),
  ];
}
