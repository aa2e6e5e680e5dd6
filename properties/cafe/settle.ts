import { finalStates } from "@siren/contracts/order";
import type { Ticket } from "../../services/barista/src/domain/ticket.ts";
import type { Order } from "../../services/order/src/domain/order.ts";
import type { Day } from "./day.ts";
import type { Sequence } from "./steps.ts";
import { nextOf, send } from "./taps.ts";
import type { World } from "./world.ts";

const minuteMs = 60_000;
/** Beyond each deadline of order, one after the other; the last two let what is ready be left behind. */
const leapsMs = [61_000, 11 * minuteMs, 61 * minuteMs, 11 * minuteMs, 61 * minuteMs, 61 * minuteMs];
const mostRounds = 60;

/** No more faults: with time everything comes to its end by itself, except what somebody has to make. */
export async function settle(world: World, day: Day, ending: Sequence["ending"]): Promise<void> {
  await untilQuiet(world);
  for (const leapMs of leapsMs) {
    // Whoever began goes on: a cup in hand is finished, and what nobody accepted is left to its deadline.
    for (const { orderId } of await openOrders(world, day)) await make(world, orderId, ending);
    await untilQuiet(world);
    if ((await openOrders(world, day)).length === 0) return;
    world.advance(leapMs);
    await untilQuiet(world);
  }
}

async function untilQuiet(world: World): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    const moved = await world.carryAll();
    const fired = await world.fireAll();
    if (!moved && !fired) return;
  }
  throw new Error("the services do not come to rest");
}

/** Also those whose customers were never told that they stand. */
async function openOrders(world: World, day: Day): Promise<Order[]> {
  const found = await world.at("order", async ({ saga }) => [
    ...(await saga.orders.ofOwner(day.card.memberId, null, 10)),
    ...(await saga.orders.ofOwner(day.guest, null, 10)),
  ]);
  if (found === "no answer" || "refused" in found) throw new Error("order does not say what it has");
  return found.answer.filter(({ state }) => !finalStates.has(state));
}

const isBegun = ({ state }: Ticket) => state === "ACCEPTED" || state === "MAKING";

async function make(world: World, orderId: string, ending: Sequence["ending"]): Promise<void> {
  const found = await world.at("barista", (door) => door.ticketOf(orderId));
  let ticket = found !== "no answer" && "answer" in found ? found.answer : undefined;
  while (ticket && (ending === "everything is made" || isBegun(ticket))) {
    const by = { sub: "closing", stores: [ticket.storeId] };
    // With one tap for all, also for the cups that somebody else has.
    const command = ticket.state === "MAKING" ? ({ kind: "finish" } as const) : nextOf(ticket, by.sub);
    if (!command) return;
    const told = await send(world, ticket, { command, by, key: world.newId("cmd") });
    // Hidden until its time has come: later.
    if (told === "no answer" || "refused" in told) return;
    ticket = told.answer;
  }
}
