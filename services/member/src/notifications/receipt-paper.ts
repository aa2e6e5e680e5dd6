import type { LocalText } from "@siren/contracts/menu";
import type { Receipt } from "@siren/contracts/order";
import { escaped } from "../escaped.ts";

const won = (amount: number) => `${amount.toLocaleString("en-US")}원`;
const both = ({ ko, en }: LocalText) => (ko === en ? ko : `${ko} ${en}`);
const seoulMs = 9 * 60 * 60_000;
/** Korea has no summer time. */
const seoulTime = (at: number) => new Date(at + seoulMs).toISOString().slice(0, 16).replace("T", " ");

type Row = { what: string; amount: string; kind: "line" | "sum" | "total" };

function rowsOf(receipt: Receipt): Row[] {
  const { lines, adjustments, rejectedUnits, supply_krw, vat_krw, total_krw, charged_krw, paid_krw } =
    receipt;
  const row = (what: string, amount_krw: number, kind: Row["kind"] = "line") => ({
    ...{ what, amount: won(amount_krw), kind },
  });
  const nameOf = (line: number) => both(lines[line]?.name ?? { ko: "메뉴", en: "an item" });
  return [
    ...lines.map(({ name, choices, quantity, line_krw }) => {
      const extras = choices.map((choice) => both(choice.name)).join(", ");
      return row(`${quantity} × ${both(name)}${extras && ` (${extras})`}`, line_krw);
    }),
    ...adjustments.map(({ name, amount_krw }) => row(both(name), amount_krw)),
    ...rejectedUnits.map(({ line, units }) => ({
      ...{ what: `만들지 못함 Not made: ${units} × ${nameOf(line)}`, amount: "", kind: "line" as const },
    })),
    // What was not made after the charge is given back instead, and stands among that.
    ...(total_krw > charged_krw ? [row("받지 않음 Not charged", charged_krw - total_krw)] : []),
    row("공급가액 Supply", supply_krw, "sum"),
    row("부가세 VAT", vat_krw, "sum"),
    row("합계 Total", charged_krw, "total"),
    row(
      receipt.method === "card" ? "카드 결제 Paid by card" : "매장 결제 Paid at the till",
      paid_krw,
      "total",
    ),
    ...(receipt.refunded_krw > 0 ? [row("환불 Given back", -receipt.refunded_krw, "total")] : []),
  ];
}

function headOf({ storeName, storeId, number, placedAt }: Receipt) {
  const store = storeName ? both(storeName) : storeId;
  return { store, order: `주문번호 Order ${number}`, when: seoulTime(placedAt) };
}

/** The paper of an order that was paid, for readers of plain text. */
export function receiptAsText(receipt: Receipt): string {
  const { store, order, when } = headOf(receipt);
  const rows = rowsOf(receipt).map(({ what, amount }) => (amount === "" ? what : `${what}: ${amount}`));
  return ["결제해 주셔서 감사합니다. Thank you, this is your receipt.", "", store, `${order}, ${when}`, ""]
    .concat(rows)
    .join("\n");
}

const styles = {
  paper:
    "max-width:28rem;padding:20px;background:#fffdf8;color:#23201c;border:1px solid #d9d2c5;font:15px/1.6 sans-serif",
  line: "padding:4px 0",
  sum: "padding:4px 0;color:#6b6459",
  total: "padding:4px 0;font-weight:bold;border-top:1px solid #d9d2c5",
} as const;

/** The same laid out; mail readers know styles of elements only, and no names from elsewhere are code here. */
export function receiptAsHtml(receipt: Receipt): string {
  const { store, order, when } = headOf(receipt);
  const rows = rowsOf(receipt).map(({ what, amount, kind }) => {
    const cell = (text: string, more = "") => `<td style="${styles[kind]}${more}">${escaped(text)}</td>`;
    return `<tr>${cell(what)}${cell(amount, ";text-align:right;white-space:nowrap;padding-left:12px")}</tr>`;
  });
  return `<div lang="ko" style="${styles.paper}">
<p style="margin:0 0 12px">결제해 주셔서 감사합니다. Thank you, this is your receipt.</p>
<p style="margin:0;font-size:18px;font-weight:bold">${escaped(store)}</p>
<p style="margin:0 0 12px;color:#6b6459">${escaped(order)} · ${escaped(when)}</p>
<table role="presentation" style="width:100%;border-collapse:collapse">
${rows.join("\n")}
</table></div>`;
}
