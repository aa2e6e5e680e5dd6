import { ticketView } from "@siren/contracts/barista";
import { cardList, type ledgerEntry, ledgerPage, topUpView } from "@siren/contracts/member";
import { type OrderView, orderPage, orderView, quote, receipt } from "@siren/contracts/order";
import { problem } from "@siren/contracts/problems";
import type * as z from "zod/mini";

export type ToldOrder = Pick<
  OrderView,
  "orderId" | "number" | "businessDay" | "storeId" | "state" | "payment" | "total_krw" | "version"
> & { lines: string; notMade_krw: number };
export type ToldEntry = z.infer<typeof ledgerEntry>;

/** Of an answer, what a promise can be made of. */
export type Said = {
  order?: ToldOrder;
  orders?: ToldOrder[];
  topUp?: { topUpId: string; amount_krw: number; state: string };
};

export function toldOrderOf(view: OrderView): ToldOrder {
  const { orderId, number, businessDay, storeId, state, payment, total_krw, version } = view;
  return {
    ...{ orderId, number, businessDay, storeId, state, payment, total_krw, version },
    lines: view.lines.map((line) => `${line.quantity} ${line.itemId} ${line.line_krw}`).join(", "),
    notMade_krw: view.rejectedUnits.reduce((sum, { amount_krw }) => sum + amount_krw, 0),
  };
}

function toldTopUpOf(body: unknown) {
  const { topUpId, amount_krw, state } = topUpView.parse(body);
  return { topUpId, amount_krw, state };
}

type Asked = { method: string; path: string };
type Reader = { of: RegExp; read: (body: unknown) => Said };

/** It has to be of the agreed form, and no promise is made of more. */
const formOf = (schema: z.ZodMiniType) => (body: unknown) => {
  schema.parse(body);
  return {};
};

/** By method and path; what is not listed here promises nothing. */
const readers: readonly Reader[] = [
  { of: /^POST .*\/order\/quotes$/, read: formOf(quote) },
  { of: /^(GET|POST) .*\/orders\/[^/]+\/(receipt|refund)$/, read: formOf(receipt) },
  {
    of: /^GET .*\/order\/orders(\?.*)?$/,
    read: (body) => ({ orders: orderPage.parse(body).orders.map(toldOrderOf) }),
  },
  {
    of: /^(GET|POST) .*\/order\/orders(\/|$)/,
    read: (body) => ({ order: toldOrderOf(orderView.parse(body)) }),
  },
  { of: /^POST .*\/barista\/(tickets|units)\//, read: formOf(ticketView) },
  { of: /^POST .*\/topups$/, read: (body) => ({ topUp: toldTopUpOf(body) }) },
  { of: /^GET .*\/member\/cards$/, read: formOf(cardList) },
  { of: /^GET .*\/ledger(\?.*)?$/, read: formOf(ledgerPage) },
];

/** An answer that does not have the agreed form is told as such: it is none that anybody could count on. */
export function saidIn(
  { method, path }: Asked,
  status: number,
  body: unknown,
): { code: string | null; said: Said } {
  if (status >= 300) {
    const refusal = problem.safeParse(body);
    return { code: refusal.success ? refusal.data.code : `HTTP_${status}`, said: {} };
  }
  const reader = readers.find(({ of }) => of.test(`${method} ${path}`));
  try {
    return { code: null, said: reader?.read(body) ?? {} };
  } catch {
    return { code: "NOT_AS_AGREED", said: {} };
  }
}
