import { memberAudit, orderAudit } from "@siren/contracts/audit";
import { type Cafe, until } from "./cafe.ts";
import { gwanghwamun, lattes, type People, seongsu, waters } from "./people.ts";

const minuteMs = 60_000;

/** Every way through an order that people know, each to its end; answers how many there were. */
export async function liveThroughADay(cafe: Cafe, people: People): Promise<number> {
  const { place, had, tap, ticketOf, untilOrder, begun, ready, finish, claim, unitOf, key, jun } = people;
  const mina = await people.customer(200_000);
  const orders: string[] = [];
  const placed = async (...asked: Parameters<typeof place>) => {
    const { orderId } = await place(...asked);
    orders.push(orderId);
    return orderId;
  };
  const take = async (...asked: Parameters<typeof had>) => void orders.push((await had(...asked)).orderId);

  async function cancelled() {
    const orderId = await placed(mina);
    await people.cancel(mina, orderId);
    await untilOrder(orderId, "CANCELLED", "RELEASED");
  }

  async function rejected() {
    const orderId = await placed(mina);
    await tap(`/tickets/${(await ticketOf(orderId)).ticketId}/reject`, { reason: "SOLD_OUT" });
    await untilOrder(orderId, "REJECTED", "RELEASED");
  }

  async function rejectedInPart() {
    const orderId = await placed(mina, { lines: lattes(2) });
    const ticket = await begun(orderId);
    await tap(`/tickets/${ticket.ticketId}/reject`, { reason: "SOLD_OUT", units: [unitOf(ticket, 1)] });
    await finish(ticket, 0);
    await tap(`/tickets/${ticket.ticketId}/hand-over`);
    await untilOrder(orderId, "PICKED_UP", "PARTLY_REFUNDED");
  }

  async function madeAnewAndRecalled() {
    const orderId = await placed(mina);
    const ticket = await ready(orderId);
    await tap(`/units/${unitOf(ticket, 0)}/remake`, { reason: "SPILLED" });
    await claim(ticket, 0, people.hana);
    await finish(ticket, 0, people.hana);
    await tap(`/tickets/${ticket.ticketId}/recall`);
    await tap(`/tickets/${ticket.ticketId}/ready`);
    await tap(`/tickets/${ticket.ticketId}/hand-over`);
    await untilOrder(orderId, "PICKED_UP", "CAPTURED");
  }

  async function moved() {
    const orderId = await placed(mina);
    await ticketOf(orderId);
    const body = { storeId: gwanghwamun };
    await cafe.done("order", "POST", `/orders/${orderId}/move-store`, { as: mina.as, key: key(), body });
    await people.handedOver(orderId, gwanghwamun);
    await untilOrder(orderId, "PICKED_UP", "CAPTURED");
  }

  async function refunded() {
    const orderId = await placed(mina);
    await people.handedOver(orderId);
    await untilOrder(orderId, "PICKED_UP", "CAPTURED");
    const wish = { as: people.hana, key: key(), body: { reason: "cold" } };
    await cafe.done("order", "POST", `/orders/${orderId}/refund`, wish);
    await untilOrder(orderId, "PICKED_UP", "REFUNDED");
  }

  async function withCoupon() {
    const { coupons } = await cafe.done("member", "GET", "/coupons", { as: mina.as });
    await take(mina, { lines: lattes(2), couponId: coupons[0].couponId });
  }

  async function counted() {
    const stock = `/stores/${seongsu}/stock/still-water`;
    await cafe.done("barista", "PUT", stock, { as: jun, key: key(), body: { received: 10 } });
    await take(mina, { lines: waters(2) });
  }

  async function guestAtTheCounter() {
    const orderId = await placed(people.guest());
    await tap(`/tickets/${(await ticketOf(orderId)).ticketId}/paid`);
    await people.handedOver(orderId);
    await untilOrder(orderId, "PICKED_UP", "PAID_AT_COUNTER");
  }

  /** Order says that it was picked up before member has heard of it, and the clock makes a jump an age of silence. */
  async function starsAreCounted(): Promise<boolean> {
    const told = (service: "order" | "member") =>
      cafe.done(service, "GET", "/internal/audit?limit=500", { as: "auditor" });
    const counted = memberAudit.parse(await told("member")).facts.filter(({ visit }) => visit !== null);
    const known = new Set(counted.map(({ orderId }) => orderId));
    return orderAudit
      .parse(await told("order"))
      .facts.every(
        ({ orderId, state, cardId }) => state !== "PICKED_UP" || cardId === null || known.has(orderId),
      );
  }

  await Promise.all([cancelled(), rejected(), rejectedInPart(), madeAnewAndRecalled(), moved()]);
  await Promise.all([refunded(), withCoupon(), counted(), guestAtTheCounter(), take(mina)]);

  const later = await placed(mina, { pickUpAt: cafe.now() + 30 * minuteMs });
  await cafe.stop("member");
  const deferred = await placed(mina);
  const ticket = await begun(deferred);
  await untilOrder(deferred, "MAKING", "DEFERRED");
  await cafe.start("member");
  await tap(`/tickets/${ticket.ticketId}/ready`);
  await tap(`/tickets/${ticket.ticketId}/hand-over`);
  await untilOrder(deferred, "PICKED_UP", "CAPTURED");

  await until("member has counted the stars of all that was picked up", starsAreCounted);

  cafe.advance(31 * minuteMs);
  const left = await placed(mina);
  await Promise.all([ready(later), ready(left)]);
  await Promise.all([untilOrder(left, "READY", "CAPTURED"), untilOrder(later, "READY", "CAPTURED")]);
  cafe.advance(61 * minuteMs);
  await Promise.all([untilOrder(left, "UNCLAIMED"), untilOrder(later, "UNCLAIMED")]);
  return orders.length;
}
