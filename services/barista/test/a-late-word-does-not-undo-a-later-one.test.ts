import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { type Barista, hana, jun, openBarista } from "../src/testing/open-barista.ts";

let door: Barista;
before(async () => {
  door = await openBarista();
});
after(() => door.close());

const say = (method: string, path: string, body: object, more: object = {}) =>
  door.ask(method, `/stores/seongsu/${path}`, { as: jun, key: door.newId("cmd"), body, ...more });
const board = async () => (await door.ask("GET", "/stores/seongsu/board", { as: jun })).body;

const words = [
  ["PUT", "state", { state: "BUSY" }, { state: "OPEN" }],
  ["POST", "delay", { minutes: 10 }, { minutes: 0 }],
  ["PUT", "availability/latte", { soldOut: true }, { soldOut: false }],
  ["PUT", "availability/oat-milk", { soldOut: true, of: "option" }, { soldOut: false, of: "option" }],
  ["PUT", "stock/cookie", { counted: 5 }, { counted: 9 }],
] as const;

for (const [method, path, late, later] of words) {
  test(`${path}: said in a dead network, and said otherwise by a colleague since`, async () => {
    const saidAt = door.now();
    door.advance(60_000);
    assert.equal((await say(method, path, later, { as: hana })).status, 200);
    const stands = await board();
    assert.equal(codeOf(await say(method, path, { ...late, saidAt })), "ILLEGAL_TRANSITION");
    assert.deepEqual({ ...(await board()), n: 0, at: 0 }, { ...stands, n: 0, at: 0 }, "nothing moved");
    door.advance(60_000);
    const newer = door.now();
    door.advance(60_000);
    assert.equal((await say(method, path, { ...late, saidAt: newer })).status, 200, "nobody spoke since");
  });

  test(`${path}: sent again late, it has its first answer although a colleague spoke since`, async () => {
    const key = door.newId("cmd");
    const saidAt = door.now();
    const first = await say(method, path, late, { key });
    door.advance(60_000);
    await say(method, path, later, { as: hana });
    const again = await say(method, path, { ...late, saidAt }, { key });
    assert.deepEqual([again.status, again.body], [200, first.body]);
  });
}

test("a delivery adds to what is there, whenever it is heard of", async () => {
  await say("PUT", "stock/muffin", { counted: 2 });
  assert.equal((await say("PUT", "stock/muffin", { received: 6 })).body.free, 8);
  assert.equal(codeOf(await say("PUT", "stock/muffin", { received: 6, saidAt: 1 })), "BAD_REQUEST");
});
