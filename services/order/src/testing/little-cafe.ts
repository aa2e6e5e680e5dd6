import assert from "node:assert/strict";
import { finalStates } from "@siren/contracts/order";
import { decide, decidePayment, type OrderCommand, type PaymentCommand } from "../domain/decide.ts";
import { type Draft, type Order, type OrderEvent, placed } from "../domain/order.ts";
import { refundAmount } from "../domain/refund.ts";
import { orderCell, orderCommands } from "../domain/transitions.ts";
import { startedAt } from "./build-order.ts";

type Fact =
  | { to: "to-order"; moveNo: number; command: OrderCommand }
  | { to: "to-order"; moveNo: null; payment: PaymentCommand }
  | { to: "to-member" | "to-barista"; event: OrderEvent; moveNo: number };
export type Feed = Fact["to"];
type Ticket = { state: "QUEUED" | "ACCEPTED" | "MAKING" | "READY" | "OVER" | "VOIDED"; isPaid: boolean };

const ticketEvents: ReadonlySet<OrderEvent["kind"]> = new Set([
  "authorised",
  "deferred",
  "counter-due",
  "moved",
]);
const endEvents: ReadonlySet<OrderEvent["kind"]> = new Set(["cancelled", "expired", "cancel-requested"]);

/**
 * The domain of one order between the simplest member and barista that keep their promises: feeds come in order,
 * each when it likes, and what was read once may come again (an inbox knows it).
 */
export function openLittleCafe(given: Draft, { balance_krw }: { balance_krw: number }) {
  let now = startedAt;
  let order: Order = placed(given, now).order;
  let published = 1;
  const wanted: OrderEvent[] = [];
  const feeds: Record<Feed, { facts: Fact[]; next: number }> = {
    "to-order": { facts: [], next: 0 },
    "to-member": { facts: [], next: 0 },
    "to-barista": { facts: [], next: 0 },
  };
  const money = { available_krw: balance_krw, held_krw: 0, captured_krw: 0, refunded_krw: 0, captures: 0 };
  let hold: "NONE" | "PLACED" | "CAPTURED" | "RELEASED" = "NONE";
  const parts = new Set<string>();
  const tickets = new Map<number, Ticket>();

  function record(before: Order, decision: ReturnType<typeof decide>): boolean {
    if ("refused" in decision) return false;
    order = decision.order;
    assert.equal(order.version, before.version + 1, "a version was left out");
    assert.ok(order.changedAt >= before.changedAt, "time ran back");
    published += decision.events.length;
    assert.equal(order.published, published, "an event was not counted");
    for (const event of decision.events) {
      wanted.push(event);
      const { moveNo } = order;
      feeds["to-member"].facts.push({ to: "to-member", event, moveNo });
      feeds["to-barista"].facts.push({ to: "to-barista", event, moveNo });
    }
    if (order.state !== before.state) checkStep(before, order);
    return true;
  }
  const command = (told: OrderCommand) => record(order, decide(order, told, now));
  const tell = (fact: Fact) => void feeds[fact.to].facts.push(fact);

  function hear(fact: Fact): void {
    if ("event" in fact) {
      if (fact.to === "to-member") memberHears(fact.event);
      else baristaHears(fact.event, fact.moveNo);
    } else if (fact.moveNo === null) record(order, decidePayment(order, fact.payment, now));
    else if (fact.moveNo !== order.moveNo) return;
    else if (order.moving && fact.command.name === "void")
      command({ name: "move", number: order.moveNo + 2 });
    else command(fact.command);
  }

  const pay = (payment: PaymentCommand) => tell({ to: "to-order", moveNo: null, payment });
  function memberHears(event: OrderEvent): void {
    if (event.kind === "capture-wanted" && hold !== "CAPTURED") {
      const amount_krw = order.total_krw;
      const due_krw = amount_krw - money.held_krw;
      const paid_krw = Math.min(due_krw, money.available_krw);
      money.available_krw -= paid_krw;
      money.held_krw = 0;
      money.captured_krw += amount_krw;
      money.captures += 1;
      hold = "CAPTURED";
      pay({ name: "capture", shortfall_krw: due_krw - paid_krw });
    }
    if (event.kind === "release-wanted" && hold !== "CAPTURED") {
      money.available_krw += money.held_krw;
      money.held_krw = 0;
      hold = "RELEASED";
      pay({ name: "release" });
    }
    if (event.kind === "refund-wanted" && !parts.has(event.part)) {
      parts.add(event.part);
      money.refunded_krw += event.amount_krw;
      assert.ok(money.refunded_krw <= money.captured_krw, "more is given back than was taken");
      pay({ name: "refund", amount_krw: event.amount_krw, part: event.part });
    }
  }

  const say = (moveNo: number, told: OrderCommand) => tell({ to: "to-order", moveNo, command: told });
  function baristaHears({ kind }: OrderEvent, moveNo: number): void {
    if (ticketEvents.has(kind) && !tickets.has(moveNo))
      tickets.set(moveNo, { state: "QUEUED", isPaid: false });
    if (endEvents.has(kind)) voidTicket(Math.max(0, ...tickets.keys()), ["QUEUED", "ACCEPTED"]);
  }
  function voidTicket(moveNo: number, from: readonly Ticket["state"][]): "voided" | "no" {
    const ticket = tickets.get(moveNo) ?? { state: "QUEUED", isPaid: false };
    const isNew = !tickets.has(moveNo);
    tickets.set(moveNo, ticket);
    if (ticket.state === "VOIDED") return "voided";
    if (!from.includes(ticket.state)) return "no";
    ticket.state = "VOIDED";
    // A tombstone tells nobody anything.
    if (!isNew) say(moveNo, { name: "void" });
    return "voided";
  }

  const steps = {
    accept: ["QUEUED", "ACCEPTED", { name: "accept" }],
    start: ["ACCEPTED", "MAKING", { name: "start" }],
    finish: ["MAKING", "READY", { name: "finish" }],
    "hand-over": ["READY", "OVER", { name: "hand-over" }],
    unclaim: ["READY", "OVER", { name: "leave-unclaimed" }],
  } as const;

  function work(tap: keyof typeof steps | "paid" | "reject"): void {
    const moveNo = Math.max(...tickets.keys());
    const ticket = tickets.get(moveNo);
    if (!ticket || ticket.state === "VOIDED" || ticket.state === "OVER") return;
    const isCounter = order.choice.method === "counter";
    if (tap === "paid") {
      if (!isCounter || ticket.isPaid) return;
      ticket.isPaid = true;
      pay({ name: "take-at-counter" });
      if (ticket.state === "QUEUED") {
        ticket.state = "ACCEPTED";
        say(moveNo, { name: "accept" });
      }
    } else if (tap === "reject") {
      if (ticket.state === "READY") return;
      ticket.state = "OVER";
      say(moveNo, { name: "reject", reason: "OTHER" });
    } else {
      const [from, to, told] = steps[tap];
      if (ticket.state !== from || (tap === "hand-over" && isCounter && !ticket.isPaid)) return;
      ticket.state = to;
      say(moveNo, told);
    }
  }

  function askForHold(end: "heard" | "answer-lost" | "never-arrived"): void {
    if (order.state !== "PLACED" || order.payment !== "HOLD_PENDING") return;
    if (end !== "never-arrived" && hold === "NONE" && money.available_krw >= order.total_krw) {
      money.available_krw -= order.total_krw;
      money.held_krw = order.total_krw;
      hold = "PLACED";
    }
    if (end !== "heard") return;
    command(
      hold === "PLACED" ? { name: "authorise" } : { name: "refuse-payment", code: "INSUFFICIENT_BALANCE" },
    );
  }

  /** What a customer, a manager or the clock wants; barista is asked first where the ticket decides. */
  function ask(
    wish: "cancel" | "expire" | "hand-over" | "pay-at-counter" | "move" | "refund",
    n: number,
  ): void {
    const { moveNo } = order;
    if (wish === "refund") {
      const lines = n === 0 ? null : [{ line: 0, quantity: 1 }];
      const counted = refundAmount(order, { lines });
      if ("refused" in counted) return;
      const part = `refund-${order.refunds.length + 1}`;
      const refund = { part, key: part, bodyHash: "", lines, reason: "", ...counted };
      command({ name: "refund", refund });
    } else if (wish === "move") {
      const { lines, adjustments, businessDay } = order;
      command({ name: "request-move", to: { storeId: `store-${n}`, businessDay, lines, adjustments } });
      const isPaid = tickets.get(moveNo)?.isPaid ?? false;
      if (n === 0 || !order.moving) return;
      const answer = isPaid ? "no" : voidTicket(moveNo, ["QUEUED"]);
      if (n === 1) return;
      command(answer === "voided" ? { name: "move", number: moveNo + 2 } : { name: "stay" });
    } else if (wish === "cancel" || wish === "expire") {
      if (order.state === "PLACED") return void command({ name: wish });
      if ("refused" in decide(order, { name: wish === "cancel" ? "request-cancel" : "expire" }, now)) return;
      if (n === 0) return void command({ name: wish === "cancel" ? "request-cancel" : "expire" });
      if (voidTicket(moveNo, ["QUEUED", "ACCEPTED"]) === "voided" && n === 2)
        command({ name: wish === "cancel" ? "void" : "expire" });
    } else if (wish !== "hand-over" || order.payment !== "COUNTER_DUE") command({ name: wish });
  }

  function deliver(to: Feed): boolean {
    const feed = feeds[to];
    const fact = feed.facts[feed.next];
    if (!fact) return false;
    feed.next += 1;
    hear(fact);
    return true;
  }

  function check(): void {
    const captures = wanted.filter(({ kind }) => kind === "capture-wanted").length;
    assert.ok(captures <= 1 && money.captures <= 1, "charged twice");
    const names = wanted.flatMap((one) => (one.kind === "refund-wanted" ? [one.part] : []));
    assert.equal(new Set(names).size, names.length, "a part of the money is wanted back twice");
    const back_krw = wanted.reduce(
      (sum, one) => sum + (one.kind === "refund-wanted" ? one.amount_krw : 0),
      0,
    );
    assert.ok(back_krw <= (captures === 0 ? 0 : order.total_krw), "more is wanted back than was charged");
    assert.ok(order.refunded_krw <= order.total_krw, "more came back than was paid");
    if (order.choice.method === "counter" && given.choice.method === "counter")
      assert.ok(
        wanted.every(({ kind }) => !kind.endsWith("-wanted")),
        "a card was charged for the counter",
      );
    const moves = wanted.filter(({ kind }) => kind === "moved").length;
    assert.equal(order.moveNo, moves, "a move was not counted");
    const making = [...tickets.values()].filter(({ state }) => state !== "VOIDED");
    assert.ok(making.length <= 1, "two stores make it");
  }

  return {
    ...{ command, work, askForHold, ask, deliver, check, order: () => order },
    tick(ms: number) {
      now += ms;
    },
    /** Something heard before, once more and out of its order; what money came is kept apart by the inbox. */
    deliverAgain(to: "to-order" | "to-member", n: number) {
      const { facts, next } = feeds[to];
      const fact = next > 0 ? facts[n % next] : undefined;
      if (fact && !("payment" in fact)) hear(fact);
    },
    /** Everybody hears everything; then the money has to fit the end. */
    settle() {
      const all = ["to-member", "to-barista", "to-order"] as const;
      while (all.some(deliver)) check();
      const kept_krw = money.captured_krw - money.refunded_krw;
      const isNothingDue = ["REJECTED", "CANCELLED", "EXPIRED", "PAYMENT_FAILED"].includes(order.state);
      if (isNothingDue) assert.equal(kept_krw, 0, `${order.state} keeps money`);
      if (finalStates.has(order.state) && hold === "PLACED")
        assert.equal(money.held_krw, 0, `${order.state} holds money`);
      if (order.state === "PICKED_UP" && order.choice.method === "card")
        assert.equal(kept_krw, order.total_krw - order.refunded_krw, "not what was agreed to");
    },
  };
}

function checkStep(before: Order, after: Order): void {
  const isLawful = orderCommands.some((name) => {
    const cell = orderCell(before.state, name);
    return "to" in cell && cell.to === after.state;
  });
  assert.ok(isLawful, `${before.state} was followed by ${after.state}`);
  const isOver = finalStates.has(before.state) && before.state !== "EXPIRED";
  assert.ok(!isOver, `${before.state} was not the end`);
}
