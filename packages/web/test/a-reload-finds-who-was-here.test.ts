/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeSurroundings, mina, problemReply, rememberMina, sessionReply } from "./fake-surroundings.ts";

test("the refresh cookie opens the session again", async () => {
  const world = fakeSurroundings(() => sessionReply("fresh", 1_900_000));
  rememberMina(world.kept);
  await world.session.start();
  assert.deepEqual(world.session.state.get(), { kind: "member", member: mina });
  assert.equal(world.timers.length, 1, "the next renewal is planned");
});

test("nobody remembered: nothing is asked", async () => {
  const world = fakeSurroundings(() => problemReply(401, "UNAUTHENTICATED"));
  await world.session.start();
  assert.deepEqual([world.session.state.get().kind, world.sent.length], ["nobody", 0]);
});

for (const [name, reply] of [
  ["no answer", "network lost"],
  ["502", problemReply(502, "BAD_UPSTREAM")],
  ["503", problemReply(503, "NO_INSTANCE")],
  ["504", problemReply(504, "UPSTREAM_TIMEOUT")],
  ["too many requests", problemReply(429, "TOO_MANY_REQUESTS")],
] as const) {
  test(`${name}: the page goes on as an outage session and asks again later`, async () => {
    let isBack = false;
    const world = fakeSurroundings(() => (isBack ? sessionReply("fresh", 9_000_000) : reply));
    rememberMina(world.kept);
    await world.session.start();
    assert.deepEqual(world.session.state.get(), { kind: "outage", member: mina });
    assert.equal(world.access.token.get(), null);
    isBack = true;
    world.timers[0]?.run();
    await world.session.renew();
    assert.equal(world.session.state.get().kind, "member");
  });
}

test("a session that was ended elsewhere is over, and says so", async () => {
  const world = fakeSurroundings(() => problemReply(401, "UNAUTHENTICATED"));
  rememberMina(world.kept);
  await world.session.start();
  assert.deepEqual(world.session.state.get(), { kind: "nobody", wasEnded: true });
});

test("no token and no password is ever kept", async () => {
  const world = fakeSurroundings(() => sessionReply("secret-token", 9_000_000));
  await world.session.login({ email: "mina@siren.example", password: "siren-demo-2026" });
  world.session.rememberCards(["crd_1"]);
  assert.doesNotMatch([...world.kept.values()].join(), /secret-token|siren-demo/);
  assert.deepEqual(world.session.knownCards(), ["crd_1"]);
});

test("signing out in another tab signs out here", async () => {
  const world = fakeSurroundings(() => sessionReply("fresh", 9_000_000));
  await world.session.login({ email: "mina@siren.example", password: "siren-demo-2026" });
  world.kept.clear();
  await world.session.storageChanged("siren.who");
  assert.deepEqual([world.session.state.get().kind, world.access.token.get()], ["nobody", null]);
});
