import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { Refusal } from "@siren/contracts/refusal";
import { buildSaga, type Saga } from "../src/testing/build-saga.ts";
import { atCounter, cart, guest, openDoor } from "../src/testing/open-door.ts";
import { cancelOrder } from "../src/use-cases/cancel-order.ts";

const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;
const counter = { payment: { method: "counter" } } as const;
const guestNo = (saga: Saga, n: number) => {
  const owner = { kind: "guest", id: String(n).repeat(43) } as const;
  saga.store.remember(owner.id);
  return owner;
};

test("a store takes so many open orders of guests, and so many of them from one address", async () => {
  const saga = await buildSaga();
  const place = (n: number, address: string) =>
    saga.place({ owner: guestNo(saga, n), key: `key-000${n}`, address }, counter);
  const { order } = await place(1, "here");
  await assert.rejects(place(2, "here"), refusedWith("TOO_MANY_REQUESTS"));
  await place(3, "there");
  await assert.rejects(place(4, "elsewhere"), refusedWith("TOO_MANY_REQUESTS"));
  await cancelOrder(saga.parts, order.owner, order.orderId);
  assert.equal((await place(2, "here")).order.state, "COUNTER_DUE");
});

test("nobody orders as a guest whom no quote has made one", async () => {
  const saga = await buildSaga();
  const owner = { kind: "guest", id: "x".repeat(43) } as const;
  await assert.rejects(saga.place({ owner }, counter), refusedWith("UNAUTHENTICATED"));
});

test("the cookie that comes with a quote makes a guest, who sees no orders but their own", async () => {
  const door = await openDoor();
  try {
    const { headers } = await door.ask("POST", "/quotes", { body: cart });
    const value = /siren_guest=([\w-]{43})/.exec(headers.get("set-cookie") ?? "")?.[1] ?? "";
    const sub = createHash("sha256").update(value).digest("base64url");
    const somebody = { ...guest, sub };
    const place = (as: typeof guest, key: string) =>
      door.ask("POST", "/orders", { as, key, body: atCounter });
    const { body, status } = await place(somebody, "key-guest-1");
    assert.equal(status, 201);
    assert.equal(codeOf(await place({ ...guest, sub: "y".repeat(43) }, "key-guest-2")), "UNAUTHENTICATED");
    for (const what of ["", "/timeline", "/receipt"]) {
      const path = `/orders/${body.orderId}${what}`;
      assert.equal(codeOf(await door.ask("GET", path, { as: guest })), "NOT_FOUND", path);
      assert.equal((await door.ask("GET", path, { as: somebody })).status, 200, path);
    }
    assert.deepEqual((await door.ask("GET", "/orders", { as: guest })).body.orders, []);
  } finally {
    await door.close();
  }
});
