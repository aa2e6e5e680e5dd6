import { Refusal } from "@siren/contracts/refusal";
import { decide } from "../domain/decide.ts";
import type { Order } from "../domain/order.ts";
import type { OrderCommand } from "../domain/order-command.ts";
import type { Deadlines, SagaParts, WithdrawAnswer, Work } from "./ports.ts";
import { recordChange } from "./record-change.ts";
import { runAgainWhenTaken } from "./run-again-when-taken.ts";
import { timerIds } from "./timers-of.ts";

export async function rearmMoveTimer(parts: SagaParts, work: Work, orderId: string): Promise<boolean> {
  const order = await work.order(orderId);
  if (!order?.moving) return false;
  const dueAt = parts.now() + parts.deadlines.moveAgainMs;
  await work.schedule({ id: timerIds.move(orderId), kind: "move", dueAt, orderId });
  return true;
}

/** Asks the store that has the ticket; safe to repeat, because each ticket is asked for by its own number. */
export async function pursueMove(
  parts: SagaParts,
  orderId: string,
): Promise<{ order: Order; isFinal: boolean }> {
  const order = await parts.orders.byId(orderId);
  if (!order) throw new Refusal("NOT_FOUND");
  if (!order.moving) return { order, isFinal: true };
  const { moveNo } = order;
  const answer = await parts.barista.withdrawTicket({ orderId, moveNo });
  await parts.reach("order.move-answered");
  if (answer === "unreachable" || answer === "no-ticket") return { order, isFinal: false };
  const settled = await runAgainWhenTaken(() =>
    parts.unit(async (work) => {
      const current = await work.order(orderId);
      if (!current) throw new Refusal("NOT_FOUND");
      if (current.moveNo !== moveNo || !current.moving) return current;
      return answer === "voided"
        ? finishMove(work, current, parts)
        : apply(work, current, { name: "stay" }, parts);
    }),
  );
  const refused = refusals[answer];
  if (refused && settled.moveNo === moveNo) throw new Refusal(refused);
  return { order: settled, isFinal: true };
}

const refusals: Record<WithdrawAnswer, "ALREADY_STARTED" | "ILLEGAL_TRANSITION" | null> = {
  ...{ voided: null, "no-ticket": null, unreachable: null },
  ...{ "already-started": "ALREADY_STARTED", accepted: "ILLEGAL_TRANSITION" },
};

type MoveParts = { deadlines: Deadlines; now: () => number };

/** The old ticket is void: a number at the new store, and its ticket follows by the feed. */
export async function finishMove(work: Work, order: Order, parts: MoveParts): Promise<Order> {
  if (!order.moving) return order;
  const number = await work.nextNumber(order.moving.storeId, order.moving.businessDay);
  return apply(work, order, { name: "move", number }, parts);
}

async function apply(work: Work, order: Order, command: OrderCommand, parts: MoveParts): Promise<Order> {
  const decision = decide(order, command, parts.now());
  if ("refused" in decision) throw new Refusal(decision.refused);
  return recordChange(work, order, decision, parts.deadlines);
}
