import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrderFact, TicketFact } from "@siren/contracts/audit";
import { createNumberBook } from "../src/books/number-book.ts";
import { judgeKeys, judgeNumbers } from "../src/rules/histories.ts";
import { judgeCups, judgeTickets } from "../src/rules/tickets.ts";
import { casesOf, orderFactOf, orderIdOf, ticketFactOf } from "./facts.ts";

const reasons = ({ findings }: { findings: { why: string }[] }) => findings.map(({ why }) => why);
const authorised = orderFactOf();
const failed = orderFactOf(["PLACED", "PAYMENT_FAILED"]);

test("an authorised order has one ticket, and one that nobody pays for has none", () => {
  const ticket = ticketFactOf();
  assert.deepEqual(reasons(judgeTickets(casesOf({ orders: [authorised], tickets: [ticket] }))), []);
  assert.deepEqual(reasons(judgeTickets(casesOf({ orders: [authorised] }))), ["AUTHORISED, and no ticket"]);
  const two = casesOf({ orders: [authorised], tickets: [ticket, ticketFactOf({}, 2)] });
  assert.deepEqual(reasons(judgeTickets(two)), [
    `has 2 tickets: ${ticket.ticketId}, ${ticketFactOf({}, 2).ticketId}`,
  ]);
  assert.deepEqual(reasons(judgeTickets(casesOf({ tickets: [ticket] }))), ["has a ticket, and no order"]);
  const unpaid = casesOf({ orders: [failed], tickets: [ticket] });
  assert.deepEqual(reasons(judgeTickets(unpaid)), ["a ticket, and the order is PAYMENT_FAILED"]);
  assert.deepEqual(reasons(judgeTickets(casesOf({ orders: [failed] }))), []);
});

test("an order that was called off needs no ticket, and may have a voided one", () => {
  const early = orderFactOf(["PLACED", "CANCELLED"]);
  const voided = ticketFactOf({ state: "VOIDED" });
  assert.deepEqual(reasons(judgeTickets(casesOf({ orders: [early], tickets: [voided] }))), []);
  const late = orderFactOf(["PLACED", "AUTHORISED", "CANCELLED"]);
  assert.deepEqual(reasons(judgeTickets(casesOf({ orders: [late] }))), []);
});

test("no cup is made twice, and none is done that nobody made", () => {
  const cup = { line: 0, n: 0, state: "DONE", doneTimes: 1, remakes: 0 } as const;
  const judged = (units: TicketFact["units"]) =>
    reasons(judgeCups(casesOf({ tickets: [ticketFactOf({ units })] })));
  assert.deepEqual(judged([cup, { ...cup, n: 1 }]), []);
  assert.deepEqual(judged([{ ...cup, doneTimes: 2 }]), [
    "cup 0/0 was made 2 times, and asked for anew 0 times",
  ]);
  assert.deepEqual(judged([{ ...cup, doneTimes: 2, remakes: 1 }]), []);
  assert.deepEqual(judged([{ ...cup, doneTimes: 0 }]), ["cup 0/0 is done and was never made"]);
  assert.deepEqual(judged([cup, cup]), ["cup 0/0 is there twice"]);
});

test("a cup that two tickets of one order name was made for two", () => {
  const tickets = [ticketFactOf(), ticketFactOf({}, 2)];
  assert.deepEqual(reasons(judgeCups(casesOf({ tickets }))), ["cup 0/0 is there twice"]);
});

function bookOf(...orders: OrderFact[]) {
  const book = createNumberBook();
  orders.forEach(book.see);
  return book;
}

test("a key of an owner makes one order, however often it is read", () => {
  const again = orderFactOf(["PLACED", "AUTHORISED", "ACCEPTED"]);
  assert.deepEqual(judgeKeys(bookOf(authorised, again)).findings, []);
  const twice = orderFactOf(undefined, { orderId: orderIdOf(2), number: 2 });
  const { ownerId } = twice;
  assert.deepEqual(judgeKeys(bookOf(authorised, twice)).findings, [
    { subject: orderIdOf(2), why: `key key-00001 of ${ownerId} made ${orderIdOf(1)} too` },
    { subject: orderIdOf(1), why: `key key-00001 of ${ownerId} made ${orderIdOf(2)} too` },
  ]);
  const others = orderFactOf(undefined, { orderId: orderIdOf(3), ownerId: "g".repeat(43) });
  assert.deepEqual(judgeKeys(bookOf(authorised, others)).findings, []);
});

test("a number is called once per store and day", () => {
  const other = { orderId: orderIdOf(2) };
  const numbers = (given: object) =>
    judgeNumbers(bookOf(authorised, orderFactOf(undefined, { ...other, ...given })));
  assert.equal(numbers({ number: 2 }).findings.length, 0);
  assert.equal(numbers({ storeId: "haeundae" }).findings.length, 0);
  assert.equal(numbers({ businessDay: "2026-05-02" }).findings.length, 0);
  assert.deepEqual(numbers({}).findings, [
    { subject: orderIdOf(2), why: `seongsu 2026-05-01 no. 1 belongs to ${orderIdOf(1)} too` },
    { subject: orderIdOf(1), why: `seongsu 2026-05-01 no. 1 belongs to ${orderIdOf(2)} too` },
  ]);
});
