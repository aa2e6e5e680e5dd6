import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { customer } from "../../test/back-end-world.ts";
import { startLiveWorld } from "../../test/live-world.ts";
import { makeKey, sign } from "../../test/people-world.ts";
import { until } from "../testing/until.ts";

const stream = `member:${customer}`;
const minuteMs = 60_000;

test("who shows no token, a forged or an expired one, an outage pass or a wrong type is told why and kept out", async (t) => {
  const world = await startLiveWorld(t);
  const forged = await sign(
    { ...makeKey("member-1"), kid: "member-1" },
    {
      iss: "siren-member",
      sub: customer,
      sid: "s",
      use: "access",
      roles: ["customer"],
      stores: [],
      authAtMs: 1,
    },
    { issuedMs: Date.now(), expiresMs: Date.now() + minuteMs },
  );
  const refused: [object, string][] = [
    [{}, "UNAUTHENTICATED"],
    [{ token: "no token at all" }, "UNAUTHENTICATED"],
    [{ token: forged }, "UNAUTHENTICATED"],
    [{ token: await world.token({}, -minuteMs) }, "TOKEN_EXPIRED"],
    [{ token: await world.token({ use: "outage" }) }, "UNAUTHENTICATED"],
    [{ token: 7 }, "BAD_REQUEST"],
    [{ token: "x".repeat(5000) }, "BAD_REQUEST"],
  ];
  for (const [auth, code] of refused) {
    const page = world.open(auth);
    await until(`refused with ${code}`, () => page.refusedWith !== undefined);
    assert.equal(page.refusedWith, code, JSON.stringify(auth).slice(0, 60));
  }
});

test("a guest and a pass come in by what the gateway says at the upgrade; a forged word of it does not", async (t) => {
  const world = await startLiveWorld(t);
  const hash = "0gHPl1mFCYw9bI";
  const guest = world.open(
    {},
    { extraHeaders: await world.as({ sub: hash, roles: ["guest"], via: "guest" }) },
  );
  assert.equal((await guest.resume(`guest:${hash}`)).ok, true);
  const onPass = world.open({}, { extraHeaders: await world.as({ via: "pass" }) });
  assert.equal((await onPass.resume(stream)).ok, true);
  for (const headers of [await world.as({ iss: "barista", via: "pass" }), await world.as({ via: "token" })]) {
    const page = world.open({}, { extraHeaders: headers });
    await until("it is refused", () => page.refusedWith !== undefined);
    assert.equal(page.refusedWith, "UNAUTHENTICATED");
  }
});

test("a sign-in that is ended ends its open sockets, and its token opens no other", async (t) => {
  const world = await startLiveWorld(t);
  const token = await world.token({ authAtMs: Date.now() - minuteMs });
  const page = world.open({ token });
  const other = world.open({ token: await world.token({ sub: "mem_00000000000000000000000002" }) });
  await page.resume(stream);
  await other.resume("member:mem_00000000000000000000000002");
  world.member.revoke(customer, Date.now());
  await until("the socket is ended", () => page.goodbye !== undefined && !page.socket.connected);
  assert.equal(page.goodbye, "UNAUTHENTICATED");
  const again = world.open({ token });
  await until("it is refused", () => again.refusedWith === "UNAUTHENTICATED");
  const newer = world.open({ token: await world.token({ authAtMs: Date.now() + 1 }) });
  assert.equal((await newer.resume(stream)).ok, true);
  assert.equal(other.socket.connected, true);
});

test("a token that runs out is renewed on the open socket; one that is not ends it after a grace", async (t) => {
  const world = await startLiveWorld(t);
  const renewing = world.open({ token: await world.token() });
  const idle = world.open({ token: await world.token() });
  await renewing.resume(stream);
  await idle.resume(stream);
  world.pass(15 * minuteMs + 5_000);
  const answer = await renewing.ask("auth.renew", { token: await world.token() });
  assert.equal(answer.ok, true);
  assert.equal(idle.socket.connected, true, "within the grace");
  world.pass(15_000);
  await until("the idle one is ended", () => idle.goodbye !== undefined);
  assert.equal(idle.goodbye, "TOKEN_EXPIRED");
  world.log.write(stream);
  await until("the renewed one still hears", () => renewing.numbers(stream).length === 1);
});

test("a socket that came in by a pass ends with the pass, unless a token renews it", async (t) => {
  const world = await startLiveWorld(t);
  const signedIn = { via: "pass", authAtMs: Date.now() - 11 * 60 * minuteMs };
  const idle = world.open({}, { extraHeaders: await world.as(signedIn) });
  const renewing = world.open({}, { extraHeaders: await world.as(signedIn) });
  await idle.resume(stream);
  await renewing.resume(stream);
  assert.equal((await renewing.ask("auth.renew", { token: await world.token({}, 120 * minuteMs) })).ok, true);
  world.pass(61 * minuteMs);
  await until("the idle one is ended", () => idle.goodbye === "TOKEN_EXPIRED");
  assert.equal(renewing.socket.connected, true);
});

test("a socket that came in by a pass has a minute to sign in once member is back, and none while it is away", async (t) => {
  const world = await startLiveWorld(t);
  t.mock.method(world.backEnd.people.probe, "isDown", () => true);
  const idle = world.open({}, { extraHeaders: await world.as({ via: "pass" }) });
  const renewing = world.open({}, { extraHeaders: await world.as({ via: "pass" }) });
  const guest = world.open(
    {},
    { extraHeaders: await world.as({ sub: "g".repeat(43), roles: ["guest"], via: "guest" }) },
  );
  for (const page of [idle, renewing]) assert.equal((await page.resume(stream)).ok, true);
  assert.equal((await guest.resume(`guest:${"g".repeat(43)}`)).ok, true);
  world.pass(5 * minuteMs);
  assert.equal((await renewing.ask("auth.renew", { token: await world.token() })).ok, true);
  assert.equal(idle.socket.connected, true);
  let isDown = false;
  t.mock.method(world.backEnd.people.probe, "isDown", () => isDown);
  await until("it is ended", () => {
    world.pass(2_000);
    return idle.goodbye !== undefined;
  });
  assert.equal(idle.goodbye, "TOKEN_EXPIRED");
  isDown = true;
  assert.equal(renewing.socket.connected, true);
  world.log.write(stream);
  await until("the one that signed in still hears", () => renewing.numbers(stream).length === 1);
  assert.equal(guest.socket.connected, true, "a guest needs no member");
});

test("who is no longer of the staff hears nothing from the renewal on", async (t) => {
  const board = {
    name: "/board",
    streamsOf({ caller }: { caller: { roles: string[] } }) {
      if (!caller.roles.includes("barista")) throw new Refusal("FORBIDDEN");
      return ["store:a"];
    },
  };
  const world = await startLiveWorld(t, [board]);
  const page = world.open({ token: await world.token({ roles: ["barista"] }) }, {}, "/board");
  const colleague = world.open(
    { token: await world.token({ roles: ["barista"], sub: "mem_00000000000000000000000002" }) },
    {},
    "/board",
  );
  await page.resume("store:a");
  await colleague.resume("store:a");
  page.socket.emit("auth.renew", { token: await world.token() });
  await until("it is ended", () => page.goodbye !== undefined);
  assert.equal(page.goodbye, "UNAUTHENTICATED");
  world.log.write("store:a");
  await until("the colleague hears", () => colleague.numbers("store:a").length === 1);
  assert.deepEqual(page.numbers("store:a"), []);
});

test("what is open to anybody takes only so many of the places", async (t) => {
  const call = { name: "/call", mostSockets: 3, streamsOf: () => ["call:a"] };
  const board = { name: "/board", streamsOf: () => ["store:a"] };
  const world = await startLiveWorld(t, [call, board]);
  const screens = Array.from({ length: 5 }, () => world.open({}, {}, "/call"));
  const answered = () => screens.filter((page) => page.refusedWith ?? page.goodbye ?? page.heard[0]).length;
  await until("each has its answer", () => answered() === 5);
  await until("three are left", () => screens.filter(({ socket }) => socket.connected).length === 3);
  const own = world.open({}, {}, "/board");
  assert.equal((await own.resume("store:a")).ok, true);
});

test("an open socket is not handed on to somebody else's token, nor kept by an expired one", async (t) => {
  const world = await startLiveWorld(t);
  const page = world.open({ token: await world.token() });
  await page.resume(stream);
  const others = await world.token({ sub: "mem_00000000000000000000000002" });
  assert.deepEqual(await page.ask("auth.renew", { token: others }), { ok: false, code: "FORBIDDEN" });
  const expired = await world.token({}, -minuteMs);
  assert.deepEqual(await page.ask("auth.renew", { token: expired }), { ok: false, code: "UNAUTHENTICATED" });
});

test("a renewed token that allows less takes the streams away that it no longer allows", async (t) => {
  const board = {
    name: "/board",
    streamsOf: ({ caller }: { caller: { stores: string[] } }) => caller.stores,
  };
  const world = await startLiveWorld(t, [board]);
  const page = world.open({ token: await world.token({ stores: ["store:a", "store:b"] }) }, {}, "/board");
  await page.resume("store:a");
  await page.resume("store:b");
  await page.ask("auth.renew", { token: await world.token({ stores: ["store:b"] }) });
  world.log.write("store:a");
  world.log.write("store:b");
  await until("the one that is left arrives", () => page.numbers("store:b").length === 1);
  assert.deepEqual(page.numbers("store:a"), []);
  assert.equal((await page.resume("store:a")).code, "FORBIDDEN");
});

test("a member has so many sockets and no more, even when they come at the same moment", async (t) => {
  const world = await startLiveWorld(t);
  const token = await world.token();
  const pages = Array.from({ length: 14 }, () => world.open({ token }));
  const settled = () =>
    pages.filter((page) => page.refusedWith ?? page.goodbye ?? page.heard.length > 0).length;
  await until("each has its answer", () => settled() === pages.length);
  await until("ten are left", () => pages.filter((page) => page.socket.connected).length === 10);
  const stranger = world.open({ token: await world.token({ sub: "mem_00000000000000000000000002" }) });
  assert.equal((await stranger.resume("member:mem_00000000000000000000000002")).ok, true);
});

test("a process that stops says so to its pages, and they come back by themselves to another", async (t) => {
  const leaving = await startLiveWorld(t);
  const page = leaving.open({ token: await leaving.token() }, { reconnection: true });
  await page.resume(stream);
  let tries = 0;
  page.socket.io.on("reconnect_attempt", () => {
    tries += 1;
  });
  await leaving.backEnd.stop();
  await until("the page knows", () => page.goodbye !== undefined);
  assert.equal(page.goodbye, "DRAINING");
  await until("it tries again", () => tries > 0);
});

test("a page whose network fell silent does not hold the stop up", async (t) => {
  const world = await startLiveWorld(t, undefined, { config: { drainTimeoutMs: 20_000 } });
  const page = world.open({ token: await world.token() });
  await page.resume(stream);
  // It reads no more, so it never sees the close and never answers it.
  const transport = page.socket.io.engine.transport as unknown as { ws: { pause(): void } };
  transport.ws.pause();
  const begunMs = Date.now();
  await world.backEnd.stop();
  assert.ok(Date.now() - begunMs < 4_000);
});
