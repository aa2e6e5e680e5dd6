import * as z from "zod/mini";
import { ticketView } from "./barista.ts";
import { eventsOf, ticketOrder } from "./events.ts";
import { instant, slug } from "./ids.ts";
import { publishedMenu, storeProfile } from "./menu.ts";
import { orderState } from "./order.ts";

/** What each owner's `GET /internal/snapshot` holds for those whose cursor is gone. */
export const menuState = z.object({ stores: z.array(storeProfile), menus: z.array(publishedMenu) });

export const memberState = z.object({
  allowances: z.array(eventsOf.member.AllowanceSet),
  revoked: z.array(eventsOf.member.SessionRevoked),
  /** Absent from a member that is older than this. */
  nicknames: z._default(z.array(eventsOf.member.MemberRegistered), []),
  /** Who is gone: their names are to be gone everywhere. */
  deleted: z._default(z.array(eventsOf.member.MemberDeleted), []),
});

/** Orders that are not over: what barista has to have a ticket for, and member a hold. */
export const orderSnapshot = z.object({
  open: z.array(z.object({ state: orderState, version: z.int(), order: ticketOrder })),
});

export const baristaState = z.object({
  tickets: z.array(z.object({ ticket: ticketView, changedAt: instant })),
  soldOut: z.array(z.object({ storeId: slug, itemId: slug })),
  stores: z.array(eventsOf.barista.StoreStateChanged),
  /** Absent from a barista that is older than these. */
  soldOutOptions: z._default(z.array(z.object({ storeId: slug, choiceId: slug })), []),
  stock: z._default(z.array(eventsOf.barista.StockChanged), []),
  delays: z._default(z.array(eventsOf.barista.DelayPosted), []),
  loads: z._default(z.array(eventsOf.barista.StoreLoadChanged), []),
});
