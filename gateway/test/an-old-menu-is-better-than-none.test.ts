import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Listening } from "@siren/chassis/back-end";
import { codeOf } from "@siren/chassis/testing/service-door";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

let edge: Gateway;
let gateway: Listening;
before(async () => {
  edge = await openGateway();
});
// Each test has a gateway of its own: an outage in one would open the breaker for the next.
beforeEach(async () => {
  gateway = await edge.start();
});
after(() => edge.close());

const anybody = { "cache-control": "public, max-age=0, must-revalidate", etag: '"menu-1"' };
/** Until then an answer is as good as fresh; gateway.config.yml. */
const untilOld = () => edge.advance(2_001);
const asItIs = { "accept-encoding": "identity" };
const get = (path: string, headers: Record<string, string> = {}) =>
  edge.ask("GET", `/api/v1/menu${path}`, { headers: { ...asItIs, ...headers }, at: gateway });

test("while menu cannot be asked, the last good answer is given and says how old it is", async () => {
  edge.menu.answer = () => ({ status: 200, headers: anybody, body: '{"menu":1}' });
  const fresh = await get("/stores/a/menu");
  assert.equal(fresh.headers.get("x-degraded"), null);
  await edge.menu.stop();
  untilOld();
  const old = await get("/stores/a/menu");
  assert.deepEqual([old.status, old.body, old.headers.get("etag")], [200, { menu: 1 }, '"menu-1"']);
  assert.match(old.headers.get("x-degraded") ?? "", /^menu;as-of=20\d\d-\d\d-\d\dT[\d:.]+Z$/);
  // A browser that kept it would go on saying that it is old, whatever it is told by a 304.
  const known = await get("/stores/a/menu", { "if-none-match": '"menu-1"' });
  assert.deepEqual(
    [old, known].map(({ status, headers }) => [status, headers.get("cache-control")]),
    [
      [200, "no-store"],
      [304, "no-store"],
    ],
  );
  const later = await get("/stores/a/menu");
  assert.equal(later.headers.get("x-degraded"), old.headers.get("x-degraded"), "it grows no younger");
  const never = await get("/stores/never/menu");
  assert.ok(never.status >= 502, "what nobody has asked for is not there");
  const write = await edge.ask("PUT", "/api/v1/menu/stores/a/menu", { body: {}, at: gateway });
  assert.ok(write.status >= 502 && write.headers.get("x-degraded") === null);
  await edge.menu.start();
});

test("a service that answers with a fault is no better than one that is gone", async () => {
  edge.menu.answer = () => ({ status: 200, headers: anybody, body: '{"menu":1}' });
  await get("/stores/a/menu");
  untilOld();
  edge.menu.answer = () => ({ status: 500, body: "{}" });
  const old = await get("/stores/a/menu");
  assert.deepEqual([old.status, old.body], [200, { menu: 1 }]);
  assert.ok(old.headers.has("x-degraded"));
  assert.equal((await get("/stores/b/menu")).status, 500, "without a copy the fault is passed on");
});

test("a refusal is an answer, and is neither kept nor replaced", async () => {
  edge.menu.answer = () => ({ status: 200, headers: anybody, body: '{"menu":1}' });
  await get("/stores/a/menu");
  untilOld();
  edge.menu.answer = () => ({ status: 404, body: "{}" });
  assert.equal((await get("/stores/a/menu")).status, 404);
  edge.menu.answer = () => ({ status: 503, body: "{}" });
  assert.equal((await get("/stores/a/menu")).status, 200);
});

test("what one member is shown is not kept for another", async () => {
  const authorization = `Bearer ${await edge.tokenFor()}`;
  edge.menu.answer = () => ({ status: 200, headers: { "cache-control": "private" }, body: '{"mine":1}' });
  assert.equal((await get("/stores/favourites", { authorization })).status, 200);
  edge.menu.answer = () => ({ status: 200, headers: anybody, body: '{"all":1}' });
  assert.equal((await get("/stores/shared", { authorization })).status, 200);
  untilOld();
  edge.menu.answer = () => ({ status: 500, body: "{}" });
  assert.equal((await get("/stores/favourites")).status, 500);
  assert.deepEqual((await get("/stores/shared")).body, { all: 1 });
});

test("an answer that nothing has changed makes the copy fresh again; one that is too old is not given", async () => {
  edge.menu.answer = () => ({ status: 200, headers: anybody, body: '{"menu":2}' });
  await get("/stores/c/menu");
  edge.advance(20 * 3_600_000);
  edge.menu.answer = () => ({ status: 304, headers: anybody });
  assert.equal((await get("/stores/c/menu", { "if-none-match": '"menu-1"' })).status, 304);
  edge.advance(20 * 3_600_000);
  edge.menu.answer = () => ({ status: 500, body: "{}" });
  assert.deepEqual((await get("/stores/c/menu")).body, { menu: 2 });
  edge.advance(24 * 3_600_000);
  assert.equal((await get("/stores/c/menu")).status, 500);
});

test("made-up queries push out one another, and not what is needed in an outage", async () => {
  edge.menu.answer = ({ url }) => ({ status: 200, headers: anybody, body: JSON.stringify({ url }) });
  await get("/stores/kept");
  for (let i = 0; i < 210; i += 1) await get(`/stores/kept?near=37.${i},127`);
  untilOld();
  edge.menu.answer = () => ({ status: 500, body: "{}" });
  assert.equal((await get("/stores/kept")).status, 200);
  assert.equal((await get("/stores/kept?near=37.0,127")).status, 500);
});

test("what is asked for in many ways, or is large, is not kept", async () => {
  edge.menu.answer = () => ({ status: 200, headers: anybody, body: '{"hits":[]}' });
  for (const path of ["/search?q=latte", "/pictures/latte", "/promotions?store=a"]) await get(path);
  edge.menu.answer = () => ({ status: 500, body: "{}" });
  for (const path of ["/search?q=latte", "/pictures/latte", "/promotions?store=a"])
    assert.equal((await get(path)).status, 500, path);
});

test("no other service has a stand-in", async () => {
  await edge.ask("GET", "/api/v1/order/orders");
  edge.registry.remove("order");
  assert.equal(codeOf(await edge.ask("GET", "/api/v1/order/orders")), "NO_INSTANCE");
});
