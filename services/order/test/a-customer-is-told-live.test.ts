import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Caller } from "@siren/chassis/identity/caller";
import { until } from "@siren/chassis/testing/until";
import { streams } from "@siren/contracts/live";
import { io, type Socket } from "socket.io-client";
import { memberOne, testId } from "../src/testing/build-order.ts";
import { byCard, customer, type Door, openDoor, stranger } from "../src/testing/open-door.ts";

let door: Door;
const sockets: Socket[] = [];
before(async () => {
  door = await openDoor();
});
after(async () => {
  for (const socket of sockets) socket.disconnect();
  await door.close();
});

type Told = { name: string; n: number; order?: { orderId: string; state: string } };
const onPass = (caller: Caller): Caller => ({ ...caller, via: "pass" });

async function connect(as: Caller | null) {
  const extraHeaders: Record<string, string> = as
    ? { "x-siren-identity": await door.signed(onPass(as)) }
    : {};
  const socket = io(`${door.url()}/orders`, {
    ...{ path: "/socket.io", transports: ["websocket"], reconnection: false, forceNew: true, extraHeaders },
  });
  sockets.push(socket);
  const told: Told[] = [];
  socket.onAny((name: string, data: object) => told.push({ name, ...data } as Told));
  const failed = new Promise<string>((resolve) =>
    socket.once("connect_error", (error) => resolve(error.message)),
  );
  const resume = (stream: string, after: number) =>
    socket.timeout(20_000).emitWithAck("resume", { stream, after });
  const orders = () => told.filter(({ order }) => order !== undefined);
  return { socket, told, failed, resume, orders };
}

test("each change is shown in order, and a socket that comes back gets what it missed", async () => {
  const page = await connect(customer);
  const stream = streams.member(memberOne);
  assert.deepEqual(await page.resume(stream, 0), { ok: true, n: 0 });
  const { body } = await door.ask("POST", "/orders", { as: customer, key: "key-live-1", body: byCard });
  const orderId = String(body.orderId);
  const ticket = { ticketId: testId("tkt", 1), orderId, storeId: "gangnam" };
  for (const type of ["TicketAccepted", "TicketStarted", "TicketReady"] as const) {
    door.barista.publish(type, ticket.ticketId, ticket);
  }
  await until("the page heard of it", () => page.orders().some(({ name }) => name === "order.ready"));
  assert.deepEqual(
    page.orders().map(({ name, n, order }) => [name, n, order?.state]),
    [
      ["order.placed", 1, "PLACED"],
      ["order.payment", 2, "AUTHORISED"],
      ["order.accepted", 3, "ACCEPTED"],
      ["order.making", 4, "MAKING"],
      ["order.ready", 5, "READY"],
    ],
  );
  page.socket.disconnect();
  const back = await connect(customer);
  await back.resume(stream, 4);
  await until("the rest has come", () => back.orders().length === 1);
  assert.deepEqual([back.orders()[0]?.name, back.orders()[0]?.n], ["order.ready", 5]);
});

test("nobody hears of another's orders, and a nobody of none", async () => {
  const other = await connect(stranger);
  assert.equal((await other.resume(streams.member(memberOne), 0)).code, "FORBIDDEN");
  assert.equal(await (await connect(null)).failed, "UNAUTHENTICATED");
});

test("whose sign-in is ended everywhere is put out within two seconds", async () => {
  const page = await connect(customer);
  const gone = new Promise<void>((resolve) => page.socket.once("disconnect", () => resolve()));
  await page.resume(streams.member(memberOne), 0);
  door.member.publish("SessionRevoked", memberOne, { memberId: memberOne, notBefore: door.now() });
  const late = AbortSignal.timeout(2_000);
  await Promise.race([
    gone,
    new Promise((_, reject) => late.addEventListener("abort", () => reject(late.reason))),
  ]);
  assert.equal((await door.ask("GET", "/orders", { as: customer })).body.code, "UNAUTHENTICATED");
});
