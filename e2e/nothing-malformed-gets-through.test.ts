import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { identityHeader } from "@siren/contracts/identity";
import { openApiDocument, operationsOf } from "@siren/contracts/openapi";
import { orderPage } from "@siren/contracts/order";
import { type ProblemCode, problem } from "@siren/contracts/problems";
import { parse } from "yaml";
import { repositoryRoot } from "../scripts/stack/settings.ts";
import { factsOf, identityOf, listeningOf } from "./harness/audit.ts";
import { type Barista, baristaOf, Customer, customerOf, gatewaysOf, latte, newKey } from "./harness/cafe.ts";
import { eventually } from "./harness/eventually.ts";
import { forgedFrom } from "./harness/forged-tokens.ts";
import type { Person } from "./harness/person.ts";
import { ask, assertProblem } from "./harness/raw-request.ts";
import { startTestStack, type TestStack } from "./harness/stack.ts";
import { storiesOfBadSocketGuests } from "./stories/bad-socket-guests.ts";

let stack: TestStack;
let mina: Customer;
let jun: Barista;
let hana: Barista;
let nobody: Customer;
let endpoints: Endpoint[];
let pids: (number | undefined)[];

type Endpoint = {
  who: Person;
  method: string;
  target: string;
  needsKey?: boolean;
  /** One that would be taken; undefined where none is expected. */
  body?: Record<string, unknown>;
};

before(async () => {
  stack = await startTestStack({ buildPages: false });
  pids = stack.processes().map(({ pid }) => pid);
  [mina, jun, hana] = await Promise.all([
    customerOf(stack),
    baristaOf(stack),
    baristaOf(stack, "hana@siren.example"),
  ]);
  nobody = new Customer(gatewaysOf(stack));
  const { cardId } = await mina.card();
  const { order } = await mina.place(cardId);
  const { ticketId, units } = await jun.ticketOf(order.orderId);
  const order_ = `/api/v1/order/orders/${order.orderId}`;
  const ticket = `/api/v1/barista/tickets/${ticketId}`;
  const store = "/api/v1/barista/stores/seongsu";
  endpoints = [
    {
      ...{ who: nobody, method: "POST", target: "/api/v1/member/register" },
      body: { email: "new@siren.example", password: "long-enough-1", nickname: "new" },
    },
    {
      ...{ who: nobody, method: "POST", target: "/api/v1/member/login" },
      body: { email: "mina@siren.example", password: "wrong" },
    },
    { who: mina, method: "POST", target: "/api/v1/member/logout", body: { everywhere: false } },
    {
      ...{ who: mina, method: "POST", target: `/api/v1/member/cards/${cardId}/topups`, needsKey: true },
      body: { amount_krw: 1000, paymentToken: "sandbox" },
    },
    {
      ...{ who: mina, method: "POST", target: "/api/v1/order/quotes" },
      body: { storeId: "seongsu", lines: latte(1) },
    },
    {
      ...{ who: mina, method: "POST", target: "/api/v1/order/orders", needsKey: true },
      body: await mina.placing(cardId),
    },
    { who: mina, method: "POST", target: `${order_}/cancel`, needsKey: true },
    { who: mina, method: "POST", target: `${order_}/pay-at-counter`, needsKey: true },
    { who: jun, method: "POST", target: `${ticket}/accept`, needsKey: true },
    { who: jun, method: "POST", target: `${ticket}/ready`, needsKey: true },
    { who: jun, method: "POST", target: `${ticket}/hand-over`, needsKey: true },
    {
      ...{ who: jun, method: "POST", target: `${ticket}/reject`, needsKey: true },
      body: { reason: "OTHER" },
    },
    {
      ...{ who: jun, method: "POST", target: `/api/v1/barista/units/${units[0]?.unitId}/claim` },
      needsKey: true,
    },
    { who: jun, method: "PUT", target: `${store}/state`, needsKey: true, body: { state: "OPEN" } },
    {
      ...{ who: jun, method: "PUT", target: `${store}/availability/latte`, needsKey: true },
      body: { soldOut: false },
    },
  ];
});
after(() => stack?.stop());

const json = JSON.stringify;
const nameOf = ({ method, target }: Endpoint) => `${method} ${target}`;

/** `headers` come after the key, so that a test can take it away. */
function send(endpoint: Endpoint, body: string | undefined, headers: Record<string, string> = {}) {
  const key: Record<string, string> = endpoint.needsKey ? { "idempotency-key": newKey() } : {};
  const { who, method, target } = endpoint;
  return ask(who, { method, target, headers: { ...key, ...headers }, ...(body !== undefined && { body }) });
}

test("a body that is not as agreed is refused by its code, at every endpoint", async () => {
  for (const endpoint of endpoints) {
    const { body = {} } = endpoint;
    const wrong: Record<string, string> = {
      "torn JSON": '{"storeId": "seon',
      "no JSON at all": "storeId=seongsu",
      "an unknown field": json({ ...body, isAdmin: true }),
      "a prototype": `{"__proto__":{"isAdmin":true},${json(body).slice(1)}`.replace(",}", "}"),
      "a list": json([body]),
      null: "null",
      "a number": "42",
      "a string": '"latte"',
      "a thousand brackets": "[".repeat(1_000) + "]".repeat(1_000),
    };
    for (const field of Object.keys(endpoint.body ?? {})) {
      wrong[`${field} of another type`] = json({ ...body, [field]: { $gt: "" } });
      wrong[`${field} as null`] = json({ ...body, [field]: null });
    }
    for (const [how, text] of Object.entries(wrong)) {
      assertProblem(await send(endpoint, text), ["BAD_REQUEST"], `${nameOf(endpoint)} with ${how}`);
    }
  }
});

test("a body that is too large, of another type or badly packed is refused by its code", async () => {
  for (const endpoint of endpoints) {
    const text = json(endpoint.body ?? {});
    const what = nameOf(endpoint);
    const large = json({ ...endpoint.body, note: "x".repeat(70_000) });
    assertProblem(await send(endpoint, large), ["PAYLOAD_TOO_LARGE"], `${what}, too large`);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) {
      const answer = await send(endpoint, text, { "content-type": type });
      assertProblem(answer, ["UNSUPPORTED_MEDIA_TYPE"], `${what} as ${type}`);
    }
    const packed = await send(endpoint, text, { "content-encoding": "gzip" });
    assertProblem(packed, ["UNSUPPORTED_MEDIA_TYPE"], `${what} said to be gzip`);
  }
});

test("a write without a key, with a bad key or without a sign-in is refused by its code", async () => {
  for (const endpoint of endpoints) {
    const { method, target, who, needsKey } = endpoint;
    const what = nameOf(endpoint);
    const body = json(endpoint.body ?? {});
    if (needsKey) {
      assertProblem(await ask(who, { method, target, body }), ["KEY_REQUIRED"], `${what} without a key`);
      for (const key of ["short", "x".repeat(129), "with space in it"]) {
        const answer = await send(endpoint, body, { "idempotency-key": key });
        assertProblem(answer, ["BAD_REQUEST", "KEY_REQUIRED"], `${what} with the key "${key.slice(0, 20)}"`);
      }
      const answer = await send({ ...endpoint, who: nobody }, body);
      assertProblem(answer, ["UNAUTHENTICATED"], `${what} by nobody`);
      const other = who === mina ? jun : mina;
      assertProblem(await send({ ...endpoint, who: other }, body), ["FORBIDDEN"], `${what} by another role`);
    }
    for (const authorization of ["Bearer not.a.token", "Basic bWluYTptaW5h", "Bearer", "Bearer \u00e9"]) {
      if (target.endsWith("/logout")) continue;
      const answer = await send(endpoint, body, { authorization });
      assertProblem(answer, ["UNAUTHENTICATED"], `${what} with ${authorization}`);
    }
  }
});

test("ids, queries, paths and methods that do not exist are refused by their code", async () => {
  const get = (target: string, who: Person = mina) => ask(who, { target });
  for (const target of [
    "/api/v1/order/orders/1",
    "/api/v1/order/orders/ord_0",
    "/api/v1/order/orders/ord_%27OR%201=1",
    "/api/v1/order/orders?cursor=ord_1",
    "/api/v1/order/orders?cursor[$gt]=",
    "/api/v1/order/orders?unknown=1",
    "/api/v1/order/events?after=-1",
    "/api/v1/order/events?after=1&after=2",
  ]) {
    assertProblem(await get(target), ["BAD_REQUEST", "NOT_FOUND"], target);
  }
  const missing = "/api/v1/order/orders/ord_00000000000000000000000000";
  assertProblem(await get(missing), ["NOT_FOUND"], missing);
  for (const target of [
    "/api/v1/nothing",
    "/api",
    "/api/v2/order/orders",
    "/api/v1/order/nothing",
    "/ops/nothing",
  ]) {
    assertProblem(await get(target), ["NOT_FOUND"], target);
  }
  for (const { target, method } of endpoints) {
    const answer = await ask(mina, { method: "DELETE", target });
    assertProblem(answer, ["METHOD_NOT_ALLOWED"], `DELETE ${target}`);
    assert.match(String(answer.headers.allow), new RegExp(`\\b${method}\\b`));
  }
  const long = await get(`/api/v1/order/orders?cursor=${"x".repeat(20_000)}`);
  assertProblem(long, ["HEADERS_TOO_LARGE"], "a very long address");
});

test("no spelling of a path leads to what is between processes, whoever asks", async () => {
  const headers = { [identityHeader]: identityOf(stack, "auditor", "order") };
  for (const path of [
    "order/internal/audit",
    "order/%69nternal/audit",
    "order/%69%6e%74%65%72%6e%61%6c/audit",
    "order/%2569nternal/audit",
    "order//internal/audit",
    "order/./internal/audit",
    "order/%2e/internal/audit",
    "order/orders/../internal/audit",
    "order/orders/%2e%2e/internal/audit",
    "order/orders/..%2finternal/audit",
    "order/orders%2f..%2finternal/audit",
    "order/%2finternal/audit",
    "order/%5cinternal/audit",
    "order/\\internal/audit",
    "order/INTERNAL/audit",
    "order/internal%00/audit",
    "order/internal;x=1/audit",
    "order/%ff/audit",
    "order/metrics",
    "order/healthz",
    "discovery/eureka/apps",
    "auditor/internal/audit",
    "../eureka/apps",
  ]) {
    const answer = await ask(nobody, { target: `/api/v1/${path}`, headers });
    assertProblem(answer, ["NOT_FOUND", "BAD_REQUEST"], path);
  }
  const absolute = await ask(nobody, { target: "http://127.0.0.1/api/v1/order/internal/audit", headers });
  assertProblem(absolute, ["NOT_FOUND", "BAD_REQUEST"], "an absolute target");
});

test("what a stranger says of their identity is not heard, however well it is signed", async () => {
  const as = (sub: string, aud: string) => ({
    [identityHeader]: identityOf(stack, "gateway", aud, {
      ...{ sub, roles: ["customer", "manager"], stores: ["seongsu"], via: "token", authAtMs: Date.now() },
    }),
  });
  const target = "/api/v1/order/orders";
  assertProblem(
    await ask(nobody, { target, headers: as(mina.memberId, "order") }),
    ["UNAUTHENTICATED"],
    "nobody",
  );
  const leo = await customerOf(stack, "leo@siren.example");
  const answer = await ask(leo, { target, headers: as(mina.memberId, "order") });
  assert.deepEqual(orderPage.parse(JSON.parse(answer.text)).orders, [], "leo reads what is leo's");
  const board = "/api/v1/barista/stores/seongsu/board";
  assertProblem(
    await ask(leo, { target: board, headers: as(jun.memberId, "barista") }),
    ["FORBIDDEN"],
    "leo",
  );

  const direct = (signedBy: string, claims: object = {}) =>
    fetch(`${listeningOf(stack, "order").url}/internal/audit`, {
      headers: { [identityHeader]: identityOf(stack, signedBy, "order", claims) },
    });
  assert.equal((await direct("auditor")).status, 200);
  assert.equal((await direct("menu")).status, 403, "not that service's to ask");
  assert.equal((await direct("menu", { iss: "auditor", sub: "auditor" })).status, 401, "another's name");
  assert.equal((await direct("auditor", { aud: "member" })).status, 401, "meant for another");
  assert.equal((await direct("auditor", { exp: 1 })).status, 401, "long over");
});

test("a barista moves nothing of another store", async () => {
  const lines = latte(1);
  const { cardId } = await mina.card();
  const body = { ...(await mina.placing(cardId, lines)), storeId: "gwanghwamun" };
  const placed = await mina.send("POST", "/api/v1/order/orders", { body, key: newKey() });
  const { orderId } = placed.body as { orderId: string };
  const ticket = await hana.ticketOf(orderId, "gwanghwamun");
  const wrong: [string, string, unknown?][] = [
    ["GET", "stores/gwanghwamun/board"],
    ["POST", `tickets/${ticket.ticketId}/accept`],
    ["POST", `tickets/${ticket.ticketId}/ready`],
    ["POST", `tickets/${ticket.ticketId}/reject`, { reason: "OTHER" }],
    ["POST", `units/${ticket.units[0]?.unitId}/claim`],
    ["PUT", "stores/gwanghwamun/state", { state: "PAUSED" }],
    ["PUT", "stores/gwanghwamun/availability/latte", { soldOut: true }],
  ];
  for (const [method, path, body] of wrong) {
    const answer = await ask(jun, {
      ...{ method, target: `/api/v1/barista/${path}`, headers: { "idempotency-key": newKey() } },
      ...(body !== undefined && { body: json(body) }),
    });
    assertProblem(answer, ["WRONG_STORE"], `${method} ${path}`);
  }
  assert.equal((await hana.ticketOf(orderId, "gwanghwamun")).state, "QUEUED");
});

test("no operation of the whole surface takes a token, a pass or a cookie that does not count", async () => {
  const document = await mina.get("/api/docs/openapi.json", openApiDocument);
  assert.equal(document["x-missing"], undefined, "every service tells its part");
  const operations = operationsOf(document);
  assert.ok(operations.size > 90, `${operations.size} operations`);
  assert.deepEqual(
    [...operations.keys()].filter((at) => at.includes("internal")),
    [],
  );

  const left = new Customer(gatewaysOf(stack));
  const account = { email: "left@siren.example", password: "long-enough-1", nickname: "left" };
  await left.enter("/api/v1/member/register", account);
  const ended = left.token ?? "";
  await left.send("POST", "/api/v1/member/logout", { body: { everywhere: true } });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  await eventually("the sign-in has ended everywhere", async () => {
    const answer = await nobody.ask("GET", "/api/v1/member/me", { headers: bearer(ended) });
    return answer.status === 401;
  });
  const forged = { "that was ended": ended, ...forgedFrom(stack, mina.token ?? "") };
  const pass = { cookie: `siren_pass=${mina.cookie("outagePass")}` };
  const guest = { cookie: `siren_guest=${"g".repeat(43)}` };
  const before = await factsOf(stack);

  for (const [at, { security }] of operations) {
    const [method = "", path = ""] = at.split(" ");
    const target = path.replaceAll(/\{\w+\}/g, "x");
    // Whoever signs in anew may come with whatever has run out.
    const isWayIn = ["/api/v1/member/refresh", "/api/v1/member/logout"].includes(path);
    const isOpen = security.some((one) => Object.keys(one).length === 0);
    const isRefused = async (what: string, codes: ProblemCode[], headers: Record<string, string>) => {
      const answer = await nobody.ask(method, target, { headers, key: newKey() });
      const { code } = problem.parse(answer.body);
      assert.ok(codes.includes(code), `${at} with ${what}: ${answer.status} ${code}`);
    };
    for (const [what, token] of Object.entries(isWayIn ? {} : forged))
      await isRefused(`a token ${what}`, ["UNAUTHENTICATED", "TOKEN_EXPIRED"], bearer(token));
    if (isOpen) continue;
    await isRefused("nothing", ["UNAUTHENTICATED"], {});
    await isRefused("a pass while member is up", ["UNAUTHENTICATED"], pass);
    const mayGuests = security.some(({ guest: words }) => words !== undefined);
    if (!mayGuests) await isRefused("a guest's cookie", ["FORBIDDEN"], guest);
  }
  const after = await factsOf(stack);
  assert.deepEqual(after.ledger, before.ledger);
  // They are told in the order of their last change, which another estimate is as well.
  const idsIn = ({ orders }: typeof before) => orders.map(({ orderId }) => orderId).sort();
  assert.deepEqual(idsIn(after), idsIn(before));
});

test("each way to an operation that reads a cookie lets it through, and no other", async () => {
  const operations = operationsOf(await mina.get("/api/docs/openapi.json", openApiDocument));
  const reading = [...operations]
    .filter(([, { parameters = [] }]) => parameters.some((one) => one.in === "cookie"))
    .map(([at]) => at.split("/api/v1/member")[1] ?? at)
    .flatMap((path) => ["kakao", "google"].map((name) => path.replace("{provider}", name)));
  const { pipelines } = parse(readFileSync(join(repositoryRoot, "gateway", "gateway.config.yml"), "utf8"));
  const { action } = pipelines.member.policies.find((step: object) => "identity" in step).identity;
  const open: string[] = [...action.onPaths, ...action.alsoOnPaths];
  for (const path of new Set(reading)) assert.ok(open.includes(path), `${path} is let through`);
});

storiesOfBadSocketGuests(() => ({ stack, mina, jun }));

test("after all that every process is the one that it was", async () => {
  assert.deepEqual(
    stack.processes().map(({ state, pid }) => ({ state, pid })),
    pids.map((pid) => ({ state: "listening", pid })),
  );
});
