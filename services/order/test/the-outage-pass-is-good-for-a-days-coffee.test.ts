import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { atCounter, byCard, cart, customer, type Door, manager, openDoor } from "../src/testing/open-door.ts";

let door: Door;
before(async () => {
  door = await openDoor();
});
after(() => door.close());

const onPass = { ...customer, via: "pass" } as const;
let keys = 0;
const post = (path: string, body?: object, as: typeof onPass | typeof manager = onPass) =>
  door.ask("POST", path, { as, key: `key-pass-${++keys}`, body });

test("own orders are quoted, placed, read and cancelled with no more than the pass", async () => {
  assert.equal((await post("/quotes", cart)).status, 200);
  const { status, body } = await post("/orders", byCard);
  assert.equal(status, 201);
  const order = `/orders/${body.orderId}`;
  for (const path of ["/orders", order, `${order}/timeline`, `${order}/receipt`, "/events"])
    assert.equal((await door.ask("GET", path, { as: onPass })).status, 200, path);
  assert.equal((await post(`${order}/reorder`, {})).status, 200);
  assert.equal((await post(`${order}/cancel`)).status, 200);
  assert.equal((await post("/orders", atCounter)).status, 201);
});

test("what else may be done with an order waits for a sign-in, and says so", async () => {
  const { body } = await post("/orders", byCard);
  const order = `/orders/${body.orderId}`;
  const refused = [
    await post(`${order}/move-store`, { storeId: "hongdae" }),
    await post(`${order}/picked-up`),
    await post(`${order}/refund`, { reason: "x" }, { ...manager, via: "pass" }),
  ];
  for (const answer of refused)
    assert.deepEqual([codeOf(answer), answer.body.because], ["UNAUTHENTICATED", "outage-pass"]);
});
