import type { FeedSnapshot } from "@siren/contracts/envelope";
import { baristaState, memberState, menuState, type orderSnapshot } from "@siren/contracts/snapshots";
import type * as z from "zod/mini";
import { decide } from "../domain/decide.ts";
import type { Order } from "../domain/order.ts";
import { commandsUpTo } from "../domain/ticket-path.ts";
import type { HearingParts } from "../use-cases/hear-of-order.ts";
import type { Work } from "../use-cases/ports.ts";
import { recordChange } from "../use-cases/record-change.ts";
import { ticketOrder } from "./published.ts";

/** What a consumer of ours gets when its cursor is gone. */
export function openOrders(orders: readonly Order[]): z.infer<typeof orderSnapshot> {
  return {
    open: orders.map((order) => ({ state: order.state, version: order.version, order: ticketOrder(order) })),
  };
}

/** The present state of the others, taken in place of the events that were missed. */
export function createSnapshotTakers<Tx>(parts: HearingParts & { workOf: (tx: Tx) => Work }) {
  return {
    async menu({ state }: FeedSnapshot, tx: Tx) {
      const { views } = parts.workOf(tx);
      const { stores, menus } = menuState.parse(state);
      for (const store of stores) await views.putStore(store);
      for (const menu of menus) await views.putMenu(menu);
    },

    async member({ state }: FeedSnapshot, tx: Tx) {
      const { views } = parts.workOf(tx);
      const { allowances, nicknames, deleted, revoked } = memberState.parse(state);
      for (const allowance of allowances) await views.putAllowance(allowance);
      for (const { memberId, nickname } of nicknames) await views.putNickname(memberId, nickname);
      for (const { memberId, notBefore } of revoked) await views.forgetBrowsers(memberId, notBefore);
      for (const { memberId } of deleted) await views.forgetMember(memberId);
    },

    async barista({ state }: FeedSnapshot, tx: Tx) {
      const work = parts.workOf(tx);
      const { tickets, soldOut, stores, ...floor } = baristaState.parse(state);
      await work.views.forgetFloor();
      for (const { storeId, choiceId } of floor.soldOutOptions)
        await work.views.putOptionOut(storeId, choiceId, true);
      for (const { storeId, itemId, free } of floor.stock) await work.views.putStock(storeId, itemId, free);
      for (const load of floor.loads) await work.views.putLoad(load.storeId, load);
      for (const { storeId, minutes } of floor.delays) await work.views.putDelay(storeId, minutes);
      for (const { storeId, state, until } of stores)
        await work.views.putMood(storeId, { state, until: until ?? null });
      for (const { storeId, itemId } of soldOut) await work.views.putSoldOut(storeId, itemId, true);
      for (const { ticket } of tickets) {
        for (const command of commandsUpTo(ticket.state)) {
          const order = await work.order(ticket.orderId);
          const isThere = order?.moveNo === ticket.moveNo;
          const decision = isThere && decide(order, command, parts.now());
          if (isThere && decision && "order" in decision)
            await recordChange(work, order, decision, parts.deadlines);
        }
      }
    },
  };
}
