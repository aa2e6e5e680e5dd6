import { Refusal } from "@siren/contracts/refusal";
import { covers } from "../domain/allowance.ts";
import { decide } from "../domain/decide.ts";
import { holdOf, type Order, type Promised } from "../domain/order.ts";
import type { OrderCommand } from "../domain/order-command.ts";
import type { HoldAnswer, SagaParts, Work } from "./ports.ts";
import { recordChange, slots } from "./record-change.ts";
import { runAgainWhenTaken } from "./run-again-when-taken.ts";
import { awaitsHold } from "./timers-of.ts";

/** Asks member for the hold, outside of any transaction, and records what came of it. Safe to repeat. */
export async function settlePayment(parts: SagaParts, order: Order): Promise<Order> {
  const { orderId } = order;
  const wish = holdOf(order);
  if (!awaitsHold(order) || wish === null) return order;
  const answer = await parts.member.placeHold(wish);
  await parts.reach("order.hold-answered");
  // It is most likely still as it was; if not, the write finds out, and the next run reads it first.
  const settled = await runAgainWhenTaken((runs) =>
    (runs === 1 ? parts.together : parts.unit)(async (work) => {
      const current = runs === 1 ? order : await work.order(orderId);
      if (!current) throw new Refusal("NOT_FOUND");
      return recordAnswer(parts, work, current, answer);
    }),
  );
  if (settled.state === "AUTHORISED") await parts.reach("order.authorised");
  return settled;
}

async function recordAnswer(parts: SagaParts, work: Work, order: Order, answer: HoldAnswer): Promise<Order> {
  // Another asker, a cancel or the clock was quicker; what they wanted of member is in their events.
  if (!awaitsHold(order)) return order;
  const command = await commandFor(answer, order, work, parts.now());
  if (command === null) return order;
  const decision = decide(order, command, parts.now());
  if ("refused" in decision) throw new Refusal(decision.refused);
  const promise = command.name === "defer" ? await promised(order, work, parts.now()) : null;
  const settled = promise === null ? decision : { ...decision, order: { ...decision.order, promise } };
  return recordChange(work, order, settled, parts.deadlines);
}

/** Kept, so that it can be shown afterwards that no more was promised than was announced. */
async function promised({ choice }: Order, work: Work, at: number): Promise<Promised | null> {
  const allowance = choice.method === "card" ? await work.views.allowance(choice.cardId) : null;
  if (!allowance) return null;
  const { amount_krw, version, expiresAt } = allowance;
  return { amount_krw, version, expiresAt, at };
}

async function commandFor(
  answer: HoldAnswer,
  order: Order,
  work: Work,
  now: number,
): Promise<OrderCommand | null> {
  if (answer.kind === "held") return { name: "authorise" };
  if (answer.kind === "refused") return { name: "refuse-payment", code: answer.code };
  return (await mayDefer(order, work, now)) ? { name: "defer" } : null;
}

async function mayDefer(order: Order, work: Work, now: number): Promise<boolean> {
  const { choice, owner, total_krw, couponId } = order;
  // A coupon is taken with the hold: without one nobody knows whether it is still there.
  if (choice.method !== "card" || couponId !== null) return false;
  const allowance = await work.views.allowance(choice.cardId);
  if (!covers(allowance, { memberId: owner.id, amount_krw: total_krw }, now)) return false;
  return (await work.slotHolder(slots.deferred(choice.cardId))) === null;
}
