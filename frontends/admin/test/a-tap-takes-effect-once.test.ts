import assert from "node:assert/strict";
import { test } from "node:test";
import type { TicketView } from "@siren/contracts/barista";
import type { Api, Call } from "@siren/web/api";
import { ApiProblem, NetworkFailure } from "@siren/web/failures";
import type * as z from "zod/mini";
import { createTaps } from "../src/features/board/taps.ts";
import { ticketOf } from "./tickets.ts";

const refusal = (code: "ILLEGAL_TRANSITION" | "VERSION_CONFLICT") =>
  new ApiProblem({ code, status: 409, title: code, retryable: code === "VERSION_CONFLICT" });

/** Answers as it is told, one after the other. */
function board(answers: (TicketView | Error)[]) {
  const sent: Call<z.ZodMiniType>[] = [];
  const shown: TicketView[] = [];
  let refused = 0;
  let keys = 0;
  const api = (async (call: Call<z.ZodMiniType>) => {
    sent.push(call);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return { status: 200, body: answer, degraded: [] };
  }) as Api;
  const taps = createTaps({
    api,
    newKey: () => `key-${++keys}`,
    onTicket: (ticket) => shown.push(ticket),
    onRefused: () => {
      refused += 1;
    },
  });
  return { taps, sent, shown, refusals: () => refused };
}

const { ticketId } = ticketOf();
const accept = { verb: "accept", ticketId } as const;
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("two fingers on one button are one command", async () => {
  const { taps, sent, shown } = board([ticketOf({ state: "ACCEPTED", version: 2 })]);
  taps.tap(accept);
  taps.tap(accept);
  await settled();
  assert.deepEqual(
    sent.map(({ path, key }) => [path, key]),
    [[`/barista/tickets/${ticketId}/accept`, "key-1"]],
  );
  assert.equal(shown[0]?.state, "ACCEPTED");
  assert.equal(taps.all.get().size, 0);
});

test("a tap that was lost on the way goes again with its own key", async () => {
  const { taps, sent } = board([new NetworkFailure("gone"), ticketOf({ version: 2 })]);
  taps.tap(accept);
  await settled();
  assert.equal([...taps.all.get().values()][0]?.phase, "lost");
  taps.tap(accept);
  await settled();
  assert.deepEqual(
    sent.map(({ key }) => key),
    ["key-1", "key-1"],
  );
});

test("a refusal stays beside the ticket until it is read, and the board is read anew", async () => {
  const { taps, sent, refusals } = board([refusal("ILLEGAL_TRANSITION"), ticketOf({ version: 2 })]);
  taps.tap(accept);
  await settled();
  const [tapped] = taps.all.get().values();
  assert.equal(tapped?.phase, "refused");
  assert.equal(refusals(), 1);
  if (tapped) taps.dismiss(tapped);
  assert.equal(taps.all.get().size, 0);
  taps.tap(accept);
  await settled();
  assert.equal(sent.at(-1)?.key, "key-2");
});

test("a conflict with another hand is tried again by itself", async () => {
  const { taps, sent, shown } = board([refusal("VERSION_CONFLICT"), ticketOf({ version: 3 })]);
  taps.tap(accept);
  await settled();
  assert.equal(sent.length, 2);
  assert.equal(shown[0]?.version, 3);
});
