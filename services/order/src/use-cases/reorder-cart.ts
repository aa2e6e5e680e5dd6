import type { CartLine, PricedLine, ReorderView } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import type { Order } from "../domain/order.ts";
import { cartLineOf, priceLine } from "../domain/pricing.ts";
import { type QuoteParts, quoteCart } from "./quote-cart.ts";

type Gone = ReorderView["gone"][number];

const changedMeanwhile: ReadonlySet<string> = new Set(["OPTION_INVALID", "SOLD_OUT"]);
const mostRuns = 3;

/** The same again from today's menu: what is still to be had is quoted, what is not is named. */
export async function reorderCart(
  parts: QuoteParts,
  order: Order,
  storeId = order.storeId,
): Promise<ReorderView> {
  for (let runs = 1; ; runs += 1) {
    try {
      return await quotedAgain(parts, order, storeId);
    } catch (error) {
      // The quote reads the menu once more: what was sold a moment ago may be gone by then.
      const isStale = error instanceof Refusal && changedMeanwhile.has(error.code);
      if (!isStale || runs === mostRuns) throw error;
    }
  }
}

async function quotedAgain(parts: QuoteParts, order: Order, storeId: string): Promise<ReorderView> {
  const [store, menu] = [await parts.views.store(storeId), await parts.views.menu(storeId)];
  if (!store || !menu) throw new Refusal("NOT_FOUND", `there is no store ${storeId}`);
  const soldOut = await parts.views.soldOut(storeId);
  const { soldOutOptions, free } = await parts.views.floor(storeId);
  const taken = new Map<string, number>();
  const lines: CartLine[] = [];
  const gone: Gone[] = [];
  for (const line of order.lines) {
    const wanted = cartLineOf(line);
    const count = (taken.get(line.itemId) ?? 0) + line.quantity;
    const isShort = count > (free.get(line.itemId) ?? count);
    const isOut = soldOut.has(line.itemId) || isShort;
    const why = whyGone(line, () => priceLine(menu, wanted), { items: menu.items, isOut, soldOutOptions });
    if (why === null) {
      lines.push(wanted);
      taken.set(line.itemId, count);
    } else gone.push({ itemId: line.itemId, name: line.name, why });
  }
  const isOffered = store.handOvers.some(({ kind }) => kind === order.handOver);
  const handOver = isOffered ? order.handOver : store.handOvers[0]?.kind;
  const quote = lines.length === 0 ? null : await quoteCart(parts, { storeId, lines, handOver });
  return { storeId, lines, quote, gone };
}

function whyGone(
  { itemId }: PricedLine,
  tryPrice: () => PricedLine,
  offer: {
    items: readonly { itemId: string }[];
    isOut: boolean;
    soldOutOptions: ReadonlySet<string>;
  },
): Gone["why"] | null {
  if (!offer.items.some((item) => item.itemId === itemId)) return "NOT_OFFERED";
  if (offer.isOut) return "SOLD_OUT";
  try {
    // With today's defaults, which may not be those of the day it was had.
    const { choices } = tryPrice();
    return choices.some(({ choiceId }) => offer.soldOutOptions.has(choiceId)) ? "OPTION_GONE" : null;
  } catch (error) {
    if (error instanceof Refusal) return "OPTION_GONE";
    throw error;
  }
}
