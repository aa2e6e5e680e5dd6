/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiProblem, ServerFailure } from "@siren/web/failures";
import * as z from "zod/mini";
import {
  fakeSurroundings,
  problemReply,
  rememberMina,
  type Sent,
  sessionReply,
} from "./fake-surroundings.ts";

const read = { method: "GET", path: "/order/orders", answer: z.object({ ok: z.boolean() }) } as const;
const fine = { status: 200, body: { ok: true } };

test("many requests that meet an expired token share one renewal", async () => {
  const world = fakeSurroundings(({ path, token }) => {
    if (path.endsWith("/refresh")) return sessionReply("fresh", 99_000_000);
    return token === "fresh" ? fine : problemReply(401, "TOKEN_EXPIRED");
  });
  rememberMina(world.kept);
  world.access.token.set("old");
  const answers = await Promise.all([world.api(read), world.api(read), world.api(read)]);
  assert.ok(answers.every(({ body }) => body.ok));
  assert.equal(world.sent.filter(({ path }) => path.endsWith("/refresh")).length, 1);
  assert.equal(world.access.token.get(), "fresh");
});

test("when the session is over, the person is forgotten and the refusal is told", async () => {
  const world = fakeSurroundings(() => problemReply(401, "UNAUTHENTICATED"));
  rememberMina(world.kept);
  await assert.rejects(
    world.api(read),
    (error) => error instanceof ApiProblem && error.problem.status === 401,
  );
  assert.deepEqual(world.session.state.get(), { kind: "nobody", wasEnded: true });
  assert.equal(world.kept.size, 0);
});

test("while member is away the request goes on without a token: the pass speaks", async () => {
  const world = fakeSurroundings(({ path, token }) => {
    if (path.includes("/member/")) return problemReply(503, "BREAKER_OPEN");
    return token === null ? fine : problemReply(401, "TOKEN_EXPIRED");
  });
  rememberMina(world.kept);
  world.access.token.set("old");
  assert.equal((await world.api(read)).body.ok, true);
  assert.equal(world.session.state.get().kind, "outage");
  assert.equal(world.health.troubles.get().member?.kind, "down");
});

test("what is asked as this browser's guest names no member, and its refusal renews nothing", async () => {
  const world = fakeSurroundings(() => problemReply(401, "UNAUTHENTICATED"));
  rememberMina(world.kept);
  world.access.token.set("good");
  await assert.rejects(world.api({ ...read, asGuest: true }), { code: "UNAUTHENTICATED" });
  assert.deepEqual(
    world.sent.map(({ path, token, spokenFor }) => [path, token, spokenFor]),
    [["/api/v1/order/orders", null, null]],
  );
  assert.equal(world.access.token.get(), "good");
});

test("without a token the page says that it speaks for a member, and is nobody's guest", async () => {
  const place = { method: "POST", path: "/order/orders", answer: read.answer, key: "k" } as const;
  const refused = problemReply(401, "UNAUTHENTICATED");
  const world = fakeSurroundings(({ path, token, spokenFor }) => {
    if (path.endsWith("/refresh")) return sessionReply("fresh", 99_000_000);
    return token === null && spokenFor === "member" ? refused : fine;
  });
  rememberMina(world.kept);
  assert.equal((await world.api(place)).body.ok, true);
  await world.api({ ...read, path: "/menu/stores" });
  const told = world.sent.map(({ path, token, spokenFor }) => [path.slice(8), token, spokenFor]);
  assert.deepEqual(told, [
    ["order/orders", null, "member"],
    ["member/refresh", null, null],
    ["order/orders", "fresh", null],
    ["menu/stores", "fresh", null],
  ]);

  const guest = fakeSurroundings(() => fine);
  await guest.api(place);
  assert.equal(guest.sent[0]?.spokenFor, null);
});

test("who cannot be renewed and is not known at the edge was not refused: it may be tried again", async () => {
  const world = fakeSurroundings(({ path, spokenFor }) => {
    if (path.includes("/member/")) return problemReply(503, "BREAKER_OPEN");
    return spokenFor === null ? fine : problemReply(401, "UNAUTHENTICATED");
  });
  rememberMina(world.kept);
  await assert.rejects(world.api(read), (error) => error instanceof ServerFailure && error.status === 503);
  assert.ok(world.sent.filter(({ path }) => path.endsWith("/order/orders")).length > 2, "and it was");
  assert.equal(world.session.state.get().kind, "outage");
  assert.equal(
    (await world.api({ ...read, path: "/menu/stores" })).body.ok,
    true,
    "anybody may read the menu",
  );
});

test("a guest's refusal asks nobody for a token", async () => {
  const world = fakeSurroundings(() => problemReply(401, "UNAUTHENTICATED"));
  await assert.rejects(world.api(read), ApiProblem);
  assert.deepEqual(
    world.sent.map(({ path }: Sent) => path),
    ["/api/v1/order/orders"],
  );
});
