import { says } from "@siren/contracts/audit-phrases";
import type { FeedEvent } from "@siren/contracts/envelope";
import { eventCatalogue, type TicketOrder } from "@siren/contracts/events";
import * as z from "zod/mini";
import type { AllowanceBook } from "./books/allowance-book.ts";
import type { SoldOutBook } from "./books/sold-out-book.ts";
import type { Casebook, HoldTold } from "./casebook.ts";
import { follow, isOfTicket, ticketPath } from "./ticket-path.ts";

type Books = { casebook: Casebook; soldOut: SoldOutBook; allowances: AllowanceBook };

/** What each service tells the others, put where it belongs. */
export const seeEvent = {
  order: seeOrderEvent,
  barista: seeBaristaEvent,
  member: seeMemberEvent,
  menu: () => {},
} as const;

function seeOrderEvent({ casebook }: Books, event: FeedEvent): void {
  const { aggregateId: orderId, aggregateVersion: version, type, at } = event;
  // Of a card and of no order.
  if (type === "WalletChanged") return;
  const one = casebook.caseOf(orderId);
  const told = one.told ?? { first: version, last: version - 1, lastAt: at, gap: undefined };
  one.told = told;
  if (version <= told.last) return;
  if (version > told.last + 1) told.gap ??= says("event-gap", { version, type, last: told.last });
  told.last = version;
  told.lastAt = Math.max(told.lastAt, at);
  if (type === "OrderPlaced" || type === "OrderMoved")
    one.sales.push(saleOf(eventCatalogue[type].parse(event.data), at));
}

function saleOf({ storeId, total_krw, lines }: TicketOrder, at: number) {
  const named = lines.flatMap(({ itemId, choices }) => [itemId, ...choices.map(({ choiceId }) => choiceId)]);
  const cups = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return { storeId, at, total_krw, subjects: [...new Set(named)], cups };
}

function seeBaristaEvent({ casebook, soldOut }: Books, event: FeedEvent): void {
  const { type, data, at } = event;
  if (type === "AvailabilityChanged") {
    const { storeId, itemId, soldOut: isOut } = eventCatalogue.AvailabilityChanged.parse(data);
    soldOut.change(storeId, itemId, isOut, at);
  } else if (type === "OptionAvailabilityChanged") {
    const { storeId, choiceId, soldOut: isOut } = eventCatalogue.OptionAvailabilityChanged.parse(data);
    soldOut.change(storeId, choiceId, isOut, at);
  }
  if (!isOfTicket(event)) return;
  const { ticketId, orderId } = ofTicket.parse(data);
  const { paths } = casebook.caseOf(orderId);
  const path = paths.get(ticketId) ?? ticketPath(ticketId, orderId, event.aggregateVersion);
  paths.set(ticketId, path);
  follow(path, event);
}

const ofTicket = z.object({ ticketId: z.string(), orderId: z.string() });
const nothingTold: HoldTold = { captured: 0, released: 0, refunded_krw: 0, lastAt: 0 };

function seeMemberEvent({ casebook, allowances }: Books, { type, data, at }: FeedEvent): void {
  if (type === "AllowanceSet") allowances.see(eventCatalogue.AllowanceSet.parse(data));
  const change = (orderId: string, of: (told: HoldTold) => Partial<HoldTold>) => {
    const one = casebook.caseOf(orderId);
    const told = one.holdTold ?? nothingTold;
    one.holdTold = { ...told, lastAt: Math.max(told.lastAt, at), ...of(told) };
  };
  if (type === "HoldCaptured")
    change(eventCatalogue.HoldCaptured.parse(data).orderId, ({ captured }) => ({ captured: captured + 1 }));
  else if (type === "HoldReleased")
    change(eventCatalogue.HoldReleased.parse(data).orderId, ({ released }) => ({ released: released + 1 }));
  else if (type === "Refunded") {
    const { orderId, amount_krw } = eventCatalogue.Refunded.parse(data);
    change(orderId, ({ refunded_krw }) => ({ refunded_krw: refunded_krw + amount_krw }));
  } else if (type === "HoldPlaced") change(eventCatalogue.HoldPlaced.parse(data).orderId, () => ({}));
}
