import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Listening } from "@siren/chassis/back-end";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { Said } from "../src/testing/edge-service.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw } from "../src/testing/raw-client.ts";

let edge: Gateway;
let gateway: Listening;
before(async () => {
  edge = await openGateway();
});
beforeEach(async () => {
  gateway = await edge.start();
  edge.menu.seen.length = 0;
});
after(() => edge.close());

const anybody = { "cache-control": "public, max-age=0, must-revalidate" };
const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  edge.ask(method, `/api/v1/menu${path}`, {
    headers: { "accept-encoding": "identity", ...headers },
    at: gateway,
  });
const says = (menu: unknown, headers: Record<string, string> = {}): Said => ({
  status: 200,
  headers: { ...anybody, ...headers },
  body: JSON.stringify({ menu }),
});

/** Menu holds its answers back until it is told what to say. */
function holdMenu() {
  const { promise, resolve } = Promise.withResolvers<Said>();
  edge.menu.answer = () => promise;
  return resolve;
}
const asked = (count: number) => until(`${count} asked`, () => edge.menu.seen.length === count);
/** What was sent before it, on connections of their own, has been read by the gateway. */
const allAreIn = async () =>
  assert.equal((await edge.ask("GET", "/api/v1/order/x", { at: gateway })).status, 200);

test("those who ask at the same time are given one answer; whoever varies in the question is not", async () => {
  const say = holdMenu();
  const many = Array.from({ length: 30 }, () => get("/stores/a/menu"));
  await asked(1);
  const other = get("/stores/a/menu", { "accept-language": "en" });
  await asked(2);
  await allAreIn();
  say(says(1));
  for (const { status, body } of await Promise.all([...many, other]))
    assert.deepEqual([status, body], [200, { menu: 1 }]);
  assert.equal(edge.menu.seen.length, 2);
});

test("the first who asked may leave: the others still get the answer; with the last one the request ends", async () => {
  const say = holdMenu();
  const ask = `GET /api/v1/menu/stores/b/menu HTTP/1.1\r\nHost: edge.test\r\nAccept: */*\r\n\r\n`;
  const first = await connectRaw(gateway.url);
  first.say(ask);
  await asked(1);
  const second = await connectRaw(gateway.url);
  const third = await connectRaw(gateway.url);
  second.say(ask);
  third.say(ask);
  await allAreIn();
  first.end();
  third.end();
  await allAreIn();
  assert.equal(edge.menu.seen[0]?.isOver(), false);
  say(says(2));
  await second.hears('{"menu":2}');
  second.end();

  edge.menu.answer = () => "never";
  const alone = await connectRaw(gateway.url);
  alone.say(ask.replace("/b/", "/left/"));
  await asked(2);
  alone.end();
  await until("the service is let go", () => edge.menu.seen[1]?.isOver() ?? false);
});

test("one failure is told to all who waited, and the service is not asked by each of them", async () => {
  const say = holdMenu();
  const many = Array.from({ length: 20 }, () => get("/stores/c/menu"));
  await asked(1);
  await allAreIn();
  say({ status: 500, body: '{"whose":"the first one\'s"}' });
  const answers = await Promise.all(many);
  assert.equal(answers.filter(({ status }) => status === 500).length, 1);
  assert.equal(answers.filter((one) => codeOf(one) === "BAD_UPSTREAM").length, 19);
  assert.equal(edge.menu.seen.length, 1);
});

test("nobody is given what was meant for another", async () => {
  const minas = { authorization: `Bearer ${await edge.tokenFor()}` };
  for (const headers of [
    { "cache-control": "private" },
    { "cache-control": "no-store" },
    { ...anybody, "set-cookie": "a=1" },
  ]) {
    edge.menu.seen.length = 0;
    let count = 0;
    const say = Promise.withResolvers<void>();
    edge.menu.answer = async () => {
      count += 1;
      const mine = count;
      await say.promise;
      return { status: 200, headers, body: JSON.stringify({ mine }) };
    };
    const path = `/stores/${JSON.stringify(headers).length}/menu`;
    const many = [get(path), get(path), get(path, minas), get(path, minas)];
    await asked(3);
    await allAreIn();
    say.resolve();
    const shown = (await Promise.all(many)).map(({ body }) => body.mine);
    assert.deepEqual(shown.toSorted(), [1, 2, 3, 4], path);
  }
});

test("what is only just old is given at once with its age, and fetched anew behind, once", async () => {
  edge.menu.answer = () => says(1, { etag: '"one"' });
  await get("/stores/d/menu");
  edge.advance(1_010);
  const say = holdMenu();
  for (let i = 0; i < 5; i += 1) {
    const { body, headers } = await get("/stores/d/menu");
    assert.deepEqual([body, headers.get("age"), headers.get("x-degraded")], [{ menu: 1 }, "1", null]);
  }
  await asked(2);
  assert.equal(edge.menu.seen[1]?.headers["if-none-match"], '"one"');
  say(says(2, { etag: '"two"' }));
  await until("it is the new one", async () => (await get("/stores/d/menu")).body.menu === 2);
  assert.equal(edge.menu.seen.length, 2);

  const known = await get("/stores/d/menu", { "if-none-match": 'W/"two"' });
  assert.deepEqual(
    [known.status, known.body, known.headers.get("etag")],
    [304, "", 'W/"two"'],
    "as it was shown",
  );
  const head = await get("/stores/d/menu", {}, "HEAD");
  assert.deepEqual([head.status, head.body, head.headers.get("content-length")], [200, "", "10"]);
});

test("a copy that was compressed is confirmed by the service's own tag, and stays what it is", async () => {
  const long = "latte ".repeat(500);
  edge.menu.answer = () => says(long, { etag: '"long"' });
  const packed = { "accept-encoding": "gzip" };
  const first = await get("/stores/h/menu", packed);
  edge.advance(3_000);
  edge.menu.answer = () => ({ status: 304, headers: { ...anybody, etag: '"long"' } });
  const again = await get("/stores/h/menu", packed);
  for (const { status, body, headers } of [first, again])
    assert.deepEqual(
      [status, body.menu, headers.get("content-encoding"), headers.get("etag")],
      [200, long, "gzip", 'W/"long"'],
    );
  assert.equal(edge.menu.seen.length, 2);
  assert.equal((await get("/stores/h/menu", { ...packed, "if-none-match": 'W/"long"' })).status, 304);
});

test("after a write on the same way nobody is shown what was before", async () => {
  edge.menu.answer = () => says(1);
  await get("/stores/e/menu");
  const underWay = holdMenu();
  const early = get("/stores/f/menu");
  await asked(2);
  edge.menu.answer = () => ({ status: 200, body: "{}" });
  await edge.ask("POST", "/api/v1/menu/stores/e/publish", { body: {}, at: gateway });
  edge.menu.answer = () => says(2);
  assert.equal((await get("/stores/e/menu")).body.menu, 2);
  const late = await get("/stores/f/menu");
  underWay(says(1));
  assert.deepEqual([(await early).body.menu, late.body.menu], [1, 2]);
  assert.equal((await get("/stores/f/menu")).body.menu, 2);
});

test("the service's own max-age is believed; its answers are told apart by what they vary by", async () => {
  edge.menu.answer = ({ headers }) =>
    says(headers["accept-language"], { "cache-control": "public, max-age=30", vary: "Accept-Language" });
  const inKorean = { "accept-language": "ko" };
  const inEnglish = { "accept-language": "en" };
  assert.equal((await get("/rates", inKorean)).body.menu, "ko");
  assert.equal((await get("/rates", inEnglish)).body.menu, "en");
  edge.advance(29_000);
  edge.menu.answer = () => says("asked again");
  const kept = await get("/rates", inKorean);
  assert.deepEqual([kept.body.menu, kept.headers.get("age")], ["ko", "29"]);
  assert.equal((await get("/rates", inEnglish)).body.menu, "en");
});

test("what is large or dribbles is passed on whole, and not kept", async () => {
  const large = "x".repeat(1_100_000);
  const headers = { ...anybody, "content-type": "text/plain" };
  edge.menu.answer = () => ({ status: 200, headers, body: large });
  assert.equal((await get("/stores/large/menu")).body.length, large.length);
  async function* chunked() {
    for (let i = 0; i < 11; i += 1) yield large.slice(0, 100_000);
  }
  edge.menu.answer = () => ({ status: 200, headers, body: chunked() });
  assert.equal((await get("/stores/chunked/menu")).body.length, large.length);

  const { promise, resolve } = Promise.withResolvers<void>();
  async function* dribbling() {
    yield "one";
    await promise;
    yield "two";
  }
  edge.menu.answer = () => ({ status: 200, headers: anybody, body: dribbling() });
  const slow = await connectRaw(gateway.url);
  slow.say("GET /api/v1/menu/stores/slow/menu HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n");
  await slow.hears("one");
  resolve();
  await slow.hears("two");
  await slow.closes();
  edge.menu.answer = () => ({ status: 500, body: "{}" });
  for (const path of ["large", "chunked", "slow"])
    assert.equal((await get(`/stores/${path}/menu`)).status, 500);
});

test("an answer that is cut off in the middle is no answer where there is an older one", async () => {
  edge.menu.answer = () => says(1);
  await get("/stores/g/menu");
  edge.advance(2_001);
  edge.menu.answer = () => ({ status: 200, headers: { ...anybody, "content-length": "100" }, body: cut() });
  async function* cut() {
    yield "half of ";
    throw new Error("the service dies");
  }
  const { status, body, headers } = await get("/stores/g/menu");
  assert.deepEqual([status, body], [200, { menu: 1 }]);
  assert.ok(headers.has("x-degraded"));
});
