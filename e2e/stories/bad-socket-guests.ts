import assert from "node:assert/strict";
import { test } from "node:test";
import { goodbye, hello, resumeAnswer, socketPaths, streams } from "@siren/contracts/live";
import { io, type Socket } from "socket.io-client";
import { type Barista, type Customer, customerOf } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { forgedFrom } from "../harness/forged-tokens.ts";
import { OrdersPage } from "../harness/live-page.ts";
import type { TestStack } from "../harness/stack.ts";

type Cast = { stack: TestStack; mina: Customer; jun: Barista };
type Guest = {
  socket: Socket;
  /** Everything that was told to it, by name. */
  heard: string[];
  streams: string[];
  refusedWith?: string;
  farewell?: string;
};

const events = (guest: Guest) => guest.heard.filter((name) => !["hello", "goodbye", "tick"].includes(name));

function come(stack: TestStack, at: "orders" | "board", auth: object, cookie?: string): Guest {
  const { path, namespace } = socketPaths[at];
  const socket = io(`${stack.gatewayUrl}${namespace}`, {
    ...{ path, transports: ["websocket"], reconnection: false, forceNew: true, auth },
    ...(cookie !== undefined && { extraHeaders: { cookie } }),
  });
  const guest: Guest = { socket, heard: [], streams: [] };
  socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
    guest.refusedWith = error.data?.code ?? error.message;
  });
  socket.onAny((name: string, said: unknown) => {
    guest.heard.push(name);
    if (name === "hello") guest.streams = hello.parse(said).streams;
    if (name === "goodbye") guest.farewell = goodbye.parse(said).code;
  });
  return guest;
}

const isOver = ({ socket, refusedWith, heard }: Guest) =>
  refusedWith !== undefined || (!socket.connected && heard.length > 0);

/** Whoever has no business at a socket gets nothing of it, and nobody else notices. */
export function storiesOfBadSocketGuests(castNow: () => Cast): void {
  /** Somebody's READY arrives while `others` do what they do. */
  async function meanwhile(others: (page: OrdersPage) => Promise<Guest[]>): Promise<void> {
    const { mina, jun } = castNow();
    using page = await new OrdersPage(mina).listening();
    const { cardId } = await mina.card();
    const { order } = await mina.place(cardId);
    const ticket = await jun.ticketOf(order.orderId);
    await jun.accept(ticket);
    await jun.claim(ticket);
    const guests = await others(page);
    try {
      await jun.ready(ticket);
      await page.until(order.orderId, "order.ready", 10_000);
      assert.equal(page.times(order.orderId, "order.ready"), 1);
      assert.equal(page.goodbye, undefined, "the page was not ended");
      assert.deepEqual(guests.flatMap(events), [], "nobody else heard anything");
      await jun.handOver(ticket);
    } finally {
      for (const { socket } of guests) socket.disconnect();
    }
  }

  test("a socket with nothing, with what does not count or for somebody else's store is refused and hears nothing", async () => {
    await meanwhile(async () => {
      const { stack, mina, jun } = castNow();
      const forged = Object.entries(forgedFrom(stack, mina.token ?? "")).map(
        ([what, token]) => [what, { token }] as const,
      );
      const pass = `siren_pass=${mina.cookie("outagePass")}`;
      const refused: [what: string, guest: Guest][] = [
        ["nothing", come(stack, "orders", {})],
        ["a pass while member is up", come(stack, "orders", {}, pass)],
        ["no guest's cookie", come(stack, "orders", {}, "siren_guest=short")],
        ["a token that is none", come(stack, "orders", { token: { $gt: "" } })],
        ["a customer's token", come(stack, "board", { token: mina.token, storeId: "seongsu" })],
        ["another store's barista", come(stack, "board", { token: jun.token, storeId: "gwanghwamun" })],
        ["nothing, at the board", come(stack, "board", { storeId: "seongsu" })],
        ...forged.flatMap(([what, auth]): [string, Guest][] => [
          [`a token ${what}`, come(stack, "orders", auth)],
          [`a token ${what}, at the board`, come(stack, "board", { ...auth, storeId: "seongsu" })],
        ]),
      ];
      for (const [what, guest] of refused) {
        await eventually(`${what} is refused`, () => guest.refusedWith !== undefined);
        const codes = ["UNAUTHENTICATED", "TOKEN_EXPIRED", "FORBIDDEN", "WRONG_STORE", "BAD_REQUEST"];
        assert.ok(codes.includes(guest.refusedWith ?? ""), `${what}: ${guest.refusedWith}`);
      }
      return refused.map(([, guest]) => guest);
    });
  });

  test("a stream of somebody else is not opened, by whatever name it is asked for", async () => {
    await meanwhile(async () => {
      const { stack, mina } = castNow();
      const leo = await customerOf(stack, "leo@siren.example");
      const guest = come(stack, "orders", { token: leo.token });
      await eventually("leo is greeted", () => guest.streams.length > 0);
      assert.deepEqual(guest.streams, [streams.member(leo.memberId)]);
      for (const stream of [streams.member(mina.memberId), streams.store("seongsu"), streams.guest("g")]) {
        const answer: unknown = await guest.socket
          .timeout(20_000)
          .emitWithAck("resume", { stream, after: 0 });
        assert.deepEqual(resumeAnswer.parse(answer), { ok: false, n: 0, code: "FORBIDDEN" });
        await guest.socket.timeout(20_000).emitWithAck("ack", { stream, n: 1_000_000 });
      }
      return [guest];
    });
  });

  test("whoever floods or talks nonsense is sent away, and nobody else is disturbed", async () => {
    await meanwhile(async () => {
      const { stack } = castNow();
      const leo = await customerOf(stack, "leo@siren.example");
      const words: [string, (socket: Socket) => void][] = [
        ["an unknown word", (socket) => socket.emit("order.ready", { order: {} })],
        ["a wrong form", (socket) => socket.emit("resume", { stream: { $ne: "" } })],
        ["no form at all", (socket) => socket.emit("ack")],
        ["bytes", (socket) => socket.emit("resume", Buffer.alloc(2_000, 7))],
        ["too much at once", (socket) => socket.emit("resume", { stream: "x".repeat(100_000) })],
        ["no packet", (socket) => socket.io.engine.send("zzz")],
      ];
      const guests: Guest[] = [];
      for (const [what, say] of words) {
        const guest = come(stack, "orders", { token: leo.token });
        guests.push(guest);
        await eventually("leo is greeted", () => guest.streams.length > 0);
        say(guest.socket);
        await eventually(`${what} ends the socket`, () => isOver(guest));
      }
      const flooding = come(stack, "orders", { token: leo.token });
      guests.push(flooding);
      await eventually("leo is greeted", () => flooding.streams.length > 0);
      const [stream] = flooding.streams;
      for (let n = 0; n < 3_000; n += 1) flooding.socket.emit("ack", { stream, n });
      await eventually("the flood ends its socket", () => isOver(flooding));
      return guests;
    });
  });
}
