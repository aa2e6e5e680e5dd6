import { finalStates } from "@siren/contracts/order";
import type { TicketCommand } from "../../services/barista/src/domain/decide.ts";
import type { Ticket } from "../../services/barista/src/domain/ticket.ts";
import type { Order } from "../../services/order/src/domain/order.ts";
import type { Day } from "./day.ts";
import type { Sequence } from "./steps.ts";
import { nextOf, send } from "./taps.ts";
import type { World } from "./world.ts";

const minuteMs = 60_000;
/** Beyond each deadline of order, one after the other; the last two let what is ready be left behind. */
const leapsMs = [4_000, 16_000, 61_000, 11 * minuteMs, 61 * minuteMs, 61 * minuteMs, 61 * minuteMs];
const mostRounds = 60;

/** No more faults: with time everything comes to its end by itself, except what somebody has to make. */
export async function settle(world: World, day: Day, ending: Sequence["ending"]): Promise<void> {
  await untilQuiet(world);
  for (const leapMs of leapsMs) {
    // Whoever began goes on: a cup in hand is finished, and what nobody accepted is left to its deadline.
    await makeAll(world, await ordersOf(world, day), ending);
    if (!(await ordersOf(world, day)).some(isOpen)) break;
    world.advance(leapMs);
    await untilQuiet(world);
  }
  // The last of claims, and the store's own last two looks at its work.
  for (const leapMs of [5 * minuteMs, 16_000]) {
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
async function ordersOf(world: World, day: Day): Promise<Order[]> {
  const found = await world.at("order", async ({ saga }) => [
    ...(await saga.orders.ofOwner(day.card.memberId, null, 10)),
    ...(await saga.orders.ofOwner(day.guest, null, 10)),
  ]);
  if (found === "no answer" || "refused" in found) throw new Error("order does not say what it has");
  return found.answer;
}

const isOpen = ({ state }: Order) => !finalStates.has(state);
const isBegun = ({ state }: Ticket) => state === "ACCEPTED" || state === "MAKING";

async function makeAll(world: World, orders: readonly Order[], ending: Sequence["ending"]): Promise<void> {
  for (const { orderId } of orders.filter(isOpen)) {
    for (let taps = 0; taps < 12; taps += 1) {
      const found = await world.at("barista", (door) => door.ticketOf(orderId));
      const ticket = found !== "no answer" && "answer" in found ? found.answer : undefined;
      if (!ticket || (ending === "nobody comes" && !isBegun(ticket))) break;
      // With one tap for all, also for the cups that somebody else has.
      const command = ticket.state === "MAKING" ? ({ kind: "finish" } as const) : nextOf(ticket, "");
      if (!command) break;
      const by = { sub: "closing", stores: [ticket.storeId] };
      const told = await send(world, ticket, { command: byHand(command), by, key: world.newId("cmd") });
      // Hidden until its time has come: later.
      if (told === "no answer" || "refused" in told) break;
    }
  }
  await untilQuiet(world);
}

const byHand = (command: TicketCommand): TicketCommand =>
  "by" in command ? { ...command, by: "closing" } : command;
