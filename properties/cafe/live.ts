import { createSetStock } from "../../services/barista/src/use-cases/set-stock.ts";
import { cancelOrder } from "../../services/order/src/use-cases/cancel-order.ts";
import { confirmPickUp } from "../../services/order/src/use-cases/confirm-pick-up.ts";
import { moveOrder } from "../../services/order/src/use-cases/move-order.ts";
import { payAtCounter } from "../../services/order/src/use-cases/pay-at-counter.ts";
import { placeOrder } from "../../services/order/src/use-cases/place-order.ts";
import type { SagaParts } from "../../services/order/src/use-cases/ports.ts";
import { refundOrder } from "../../services/order/src/use-cases/refund-order.ts";
import { type Day, openDay, type Which } from "./day.ts";
import { settle } from "./settle.ts";
import type { Sequence, Step } from "./steps.ts";
import { newKey, nextTap, tapTicket, workerOf } from "./taps.ts";
import type { Outcome, World } from "./world.ts";

/** Lives through a day and lets it settle; what it leaves behind is in the books. */
export async function live(world: World, { balance_krw, cakes, steps, ending }: Sequence): Promise<Day> {
  const day = openDay(world, { isMoving: steps.some(({ act }) => act === "move") });
  await mustBe(world.at("order", (door) => door.learn(day.known)));
  await mustBe(world.at("member", (door) => door.openCard(day.card)));
  if (balance_krw > 0) await topUp(world, day, balance_krw);
  if (cakes !== null) await setCakes(world, day, 0, { counted: cakes });
  for (const step of steps) {
    world.tick();
    await take(world, day, step);
  }
  await world.calm();
  await settle(world, day, ending);
  return day;
}

async function mustBe(outcome: Promise<Outcome<unknown>>): Promise<void> {
  const told = await outcome;
  if (told === "no answer" || "refused" in told)
    throw new Error(`the day did not begin: ${JSON.stringify(told)}`);
}

async function topUp(world: World, day: Day, amount_krw: number): Promise<void> {
  const topUpId = world.newId("top");
  const told = await world.at("member", (door) => door.topUp({ topUpId, ...day.card, amount_krw }));
  if (told !== "no answer" && "answer" in told) day.toppedUp_krw += amount_krw;
}

type StockWord = { received: number } | { counted: number | null };

function setCakes(world: World, day: Day, store: 0 | 1, word: StockWord) {
  const tap = { storeId: day.stores[store], itemId: "cake", word, key: newKey(day), by: workerOf(day, 0) };
  return world.at("barista", (door) => createSetStock(door.transact, () => world.now())(tap));
}

async function take(world: World, day: Day, step: Step): Promise<unknown> {
  switch (step.act) {
    case "place":
      return place(world, day, step);
    case "carry":
      return world.carry(step.hearing, step.fate);
    case "everything is heard":
      return hearAll(world);
    case "what was late arrives":
      return world.arrive();
    case "next tap":
      return nextTap(world, day, step);
    case "tap":
      return tapTicket(world, day, step);
    case "top up":
      return topUp(world, day, step.amount_krw);
    case "stock":
      return setCakes(world, day, step.store, step.word);
    case "wait":
      return world.advance(step.ms);
    case "timers":
      return world.fireTimers(step.of, { member: step.member, barista: step.barista });
    case "crash":
      return world.crash(step.of, step);
    default:
      return wish(world, day, step);
  }
}

async function hearAll(world: World): Promise<void> {
  for (const feed of ["order", "member", "barista"] as const)
    for (const by of feed === "order" ? (["barista", "member"] as const) : (["order"] as const))
      await world.carry({ feed, by }, "as it is");
}

type Of<A extends Step["act"]> = Extract<Step, { act: A }>;

async function place(world: World, day: Day, { which, pays, member }: Of<"place">): Promise<void> {
  const owner = day.ownerOf(which);
  const key = day.keyOf(which);
  const request = day.requestOf(which, pays);
  const bodyHash = JSON.stringify(request);
  const told = await world.at(
    "order",
    (door) =>
      placeOrder(door.saga, {
        ...{ owner, key, bodyHash, request, address: null, calledBy: null },
        patienceMs: undefined,
      }),
    { member },
  );
  if (told === "no answer" || "refused" in told) return;
  const { orderId, total_krw } = told.answer.order;
  const before = day.answered.get(which);
  if (before && before.orderId !== orderId) throw new Error(`the key ${key} has made two orders`);
  day.answered.set(which, { orderId, total_krw });
}

type Wish = Of<"cancel" | "move" | "picked up" | "pay at counter" | "refund">;

/** What customers and a manager want of an order that they were told of. */
async function wish(world: World, day: Day, step: Wish): Promise<void> {
  const { which } = step;
  const orderId = day.answered.get(which)?.orderId;
  if (orderId === undefined) return;
  const ways = "barista" in step ? { barista: step.barista } : {};
  await world.at("order", ({ saga }) => granted(saga, day, step, orderId), ways);
}

function granted(saga: SagaParts, day: Day, step: Wish, orderId: string): Promise<unknown> {
  const owner = day.ownerOf(step.which as Which);
  switch (step.act) {
    case "cancel":
      return cancelOrder(saga, owner, orderId);
    case "move":
      return moveOrder(saga, owner, {
        ...{ orderId, storeId: day.stores[step.to] },
        ...{ key: newKey(day), bodyHash: `to ${step.to}` },
      });
    case "picked up":
      return confirmPickUp(saga, owner, orderId);
    case "pay at counter":
      return payAtCounter(saga, owner, orderId);
    case "refund": {
      const request = {
        reason: "it was cold",
        ...(step.part === "whole" ? {} : { lines: [{ line: 0, quantity: 1 }] }),
      };
      const key = `refund-${step.key}`;
      const wanted = { orderId, stores: day.stores, key, bodyHash: JSON.stringify(request), request };
      return refundOrder(saga, wanted);
    }
  }
}
