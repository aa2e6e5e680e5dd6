import { createIds } from "@siren/chassis/ids";
import { type Env, openServiceDoor, person } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { TicketView } from "@siren/contracts/barista";
import type { TicketOrder } from "@siren/contracts/events";
import { buildBarista } from "../app.ts";
import { baristaConfig } from "../config.ts";

const newId = createIds(Date.now);
export const jun = person(newId("mem"), ["barista"], ["seongsu"]);
export const hana = person(newId("mem"), ["barista", "manager"], ["seongsu"]);
export const elsewhere = person(newId("mem"), ["barista"], ["haeundae"]);
export const customer = person(newId("mem"), ["customer"]);

/** Barista behind a real door, with order played. */
export async function openBarista(env: Env = {}) {
  const door = await openServiceDoor(
    "barista",
    (told, given) => buildBarista({ config: baristaConfig(told), ...given }),
    env,
  );
  try {
    const order = await door.peer("order");
    const menu = await door.peer("menu", { stores: [], menus: [] });
    await door.start();
    let number = 0;
    const orderOf = (changes: Partial<TicketOrder> = {}): TicketOrder => {
      number += 1;
      return {
        ...{ orderId: newId("ord"), storeId: "seongsu", number, businessDay: "2026-11-21" },
        ...{
          nickname: "지우개",
          ownerId: customer.sub,
          payment: "HELD",
          total_krw: 9_000,
          placedAt: door.now(),
        },
        ...{ handOver: "take-out", moveNo: 0, releaseAt: door.now(), pickUpAt: null },
        ...{ lines: [line(1)], adjustments: [] },
        ...changes,
      };
    };
    const board = async (as = jun): Promise<TicketView[]> =>
      (await door.ask("GET", "/stores/seongsu/board", { as })).body.tickets;
    const ticketOf = async (orderId: string) => (await board()).find((one) => one.orderId === orderId);
    const factOf = async (orderId: string) =>
      (await door.ask("GET", "/internal/audit?limit=1000", { as: "auditor" })).body.facts.find(
        (fact: { orderId: string }) => fact.orderId === orderId,
      );

    return {
      ...door,
      ...{ order, menu, newId, orderOf, board, ticketOf, factOf },
      /** An order that may be made arrives, and is a ticket on the board. */
      async queued(
        changes: Partial<TicketOrder> = {},
        type: "OrderAuthorised" | "OrderCounterDue" = "OrderAuthorised",
      ) {
        const data = orderOf(changes);
        order.publish(type, data.orderId, data);
        await until("the ticket is there", async () => (await ticketOf(data.orderId)) !== undefined);
        const ticket = await ticketOf(data.orderId);
        if (!ticket) throw new Error("it left at once");
        return ticket;
      },
      tap: (path: string, more: object = {}) =>
        door.ask("POST", path, { as: jun, key: newId("cmd"), ...more }),
      void: (orderId: string, more: object = {}) =>
        door.ask("POST", `/internal/tickets/${orderId}/void`, { as: "order", ...more }),
      told: async (orderId: string) =>
        (await door.events()).filter(({ data }) => data.orderId === orderId).map(({ type }) => type),
    };
  } catch (error) {
    await door.close();
    throw error;
  }
}

export const line = (quantity: number): TicketOrder["lines"][number] => ({
  itemId: "latte",
  name: { ko: "라떼", en: "Latte" },
  choices: [{ choiceId: "hot", name: { ko: "따뜻하게", en: "Hot" }, price_krw: 0 }],
  quantity,
  unit_krw: 4_500,
  line_krw: 4_500 * quantity,
  prepSeconds: 60,
  isCounted: false,
});

export type Barista = Awaited<ReturnType<typeof openBarista>>;
