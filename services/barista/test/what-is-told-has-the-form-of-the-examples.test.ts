import assert from "node:assert/strict";
import { test } from "node:test";
import { goldenEvents, goldenOrder } from "@siren/contracts/golden";
import { decide, type TicketCommand } from "../src/domain/decide.ts";
import { queueTicket, type Ticket, type TicketEvent } from "../src/domain/ticket.ts";
import { outgoing } from "../src/messaging/published.ts";

const by = "mem_01J9ZK3V5QW8XH2N7TB4RCEDFG";
const now = 1_795_254_681_000;
const fieldsOf = (data: unknown) => Object.keys(data as object).sort();

function queued(): Ticket {
  const unitIds = ["unt_01J9ZK3V5QW8XH2N7TB4RCEDFM", "unt_01J9ZK3V5QW8XH2N7TB4RCEDFN"];
  const ticket = queueTicket(goldenOrder, { ticketId: "tkt_01J9ZK3V5QW8XH2N7TB4RCEDFK", unitIds }, now);
  return { ...ticket, version: 1 };
}

/** Every event that these commands lead to, one after another. */
function toldBy(ticket: Ticket, commands: readonly TicketCommand[]): { type: string; data: unknown }[] {
  let current = ticket;
  return commands.flatMap((command) => {
    const decision = decide(current, command, now);
    assert.ok("ticket" in decision, `${command.kind} is refused`);
    current = { ...decision.ticket, version: current.version + decision.events.length };
    return outgoing(current, decision.events);
  });
}

test("what barista tells has the fields of the contracts' examples", () => {
  const ticket = queued();
  const [first, second] = ticket.units;
  assert.ok(first && second);
  const start: TicketEvent = { type: "TicketQueued", data: { place: 3, etaAt: now } };
  const told = [
    ...outgoing(ticket, [start]),
    ...toldBy(ticket, [
      { kind: "accept" },
      { kind: "claim", unitId: first.unitId, by },
      { kind: "release", unitId: first.unitId, by },
      { kind: "claim", unitId: first.unitId, by },
      { kind: "done", unitId: first.unitId, by },
      { kind: "finish" },
      { kind: "handOver" },
    ]),
    ...toldBy(ticket, [{ kind: "void" }]),
    ...toldBy(ticket, [{ kind: "reject", reason: "EQUIPMENT" }]),
    ...toldBy({ ...ticket, payment: "COUNTER_DUE" }, [{ kind: "paid" }]),
    ...toldBy({ ...ticket, state: "READY" }, [{ kind: "unclaim" }]),
  ];
  for (const { type, data } of told) {
    assert.deepEqual(fieldsOf(data), fieldsOf(goldenEvents[type as keyof typeof goldenEvents]), type);
  }
  assert.equal(new Set(told.map(({ type }) => type)).size, 12);
});
