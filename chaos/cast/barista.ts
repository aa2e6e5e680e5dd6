import type { TicketView, UnitView } from "@siren/contracts/barista";
import { Barista, storeId } from "../../e2e/harness/cafe.ts";
import { seededFor } from "../../e2e/harness/seeded.ts";
import { join, keyFor, nap, type Scene } from "./scene.ts";

const api = "/api/v1/barista";
const lookEveryMs = 250;
const tapDeadlineMs = 20_000;
const done = new Set(["HANDED_OVER", "UNCLAIMED", "VOIDED", "REJECTED"]);
const reasons = ["TOO_BUSY", "EQUIPMENT", "OTHER"] as const;

/**
 * One of two at the same board, who get in each other's way: takes orders on and makes them, sends some back whole or
 * a cup of them, takes the money of guests. What was not answered is looked up on the board.
 */
export async function workAt(scene: Scene, email: string): Promise<void> {
  const who = email.split("@")[0] ?? email;
  const barista = join(scene, new Barista(scene.gateways), who);
  // The staff stays until all is over.
  barista.leaves = scene.working;
  while (!scene.working.aborted && barista.token === undefined)
    await barista.login(email).catch(async () => {
      barista.turnElsewhere();
      await nap(500, scene.working);
    });
  let at = 0;
  while (!scene.working.aborted) {
    const board = await barista.board(storeId).catch(() => barista.turnElsewhere());
    const open = (board?.tickets ?? []).filter(({ state }) => !done.has(state));
    // Not both at the same end each time, and sometimes so.
    const from = open.length > 1 ? at++ % 2 : 0;
    for (const ticket of open.slice(from, from + 6)) {
      if (scene.working.aborted) return;
      await advance(scene, barista, ticket).catch(() => undefined);
    }
    await nap(lookEveryMs, scene.working);
  }
}

async function advance(scene: Scene, barista: Barista, ticket: TicketView): Promise<void> {
  const fate = seededFor(scene.seed, `${ticket.number}`)();
  const tap = (path: string, body?: object) =>
    barista.sendUntilAnswered(
      "POST",
      `${api}/${path}`,
      { key: keyFor(barista.memberId.slice(-4)), ...(body && { body }) },
      tapDeadlineMs,
    );
  const { ticketId, state } = ticket;
  if (ticket.payment === "COUNTER_DUE") await tap(`tickets/${ticketId}/paid`);
  else if (state === "QUEUED") {
    if (fate < 0.05) await tap(`tickets/${ticketId}/reject`, { reason: "SOLD_OUT" });
    else await tap(`tickets/${ticketId}/accept`);
  } else if (state === "ACCEPTED" || state === "MAKING") await make(tap, ticket, fate, barista.memberId);
  else if (state === "READY") await tap(`tickets/${ticketId}/hand-over`);
}

type Tap = (path: string, body?: object) => Promise<unknown>;

async function make(
  tap: Tap,
  { ticketId, state, units }: TicketView,
  fate: number,
  me: string,
): Promise<void> {
  const todo = units.filter((unit) => unit.state === "TODO");
  const mine = units.filter((unit) => unit.state === "CLAIMED" && unit.claimedBy === me);
  if (fate > 0.95 && state === "MAKING" && todo.length + mine.length > 0)
    return void (await tap(`tickets/${ticketId}/reject`, { reason: reasons[units.length % 3] }));
  if (fate > 0.8 && todo.length > 1) return void (await tap(`tickets/${ticketId}/reject`, oneOfThem(todo)));
  if (fate < 0.5 && state === "MAKING" && mine.length > 0)
    return void (await tap(`tickets/${ticketId}/ready`));
  for (const { unitId } of mine) await tap(`units/${unitId}/done`);
  for (const { unitId } of todo) await tap(`units/${unitId}/claim`);
}

const oneOfThem = (todo: readonly UnitView[]) => ({
  reason: "SOLD_OUT",
  units: todo.slice(0, 1).map(({ unitId }) => unitId),
});
