/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { memberOf } from "@siren/web/session";
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

test("one lost answer is no outage: it is asked once more, soon enough to get the same successor", async () => {
  const world = fakeSurroundings(() =>
    world.sent.length === 1 ? "network lost" : sessionReply("fresh", 9_000_000),
  );
  rememberMina(world.kept);
  await world.session.start();
  assert.deepEqual([world.session.state.get().kind, world.sent.length], ["member", 2]);
});

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

test("who comes back from a provider has only the cookie, and is let in by it", async () => {
  const world = fakeSurroundings(() => sessionReply("fresh", 9_000_000));
  await world.session.start({ cameBack: true });
  assert.deepEqual(world.session.state.get(), { kind: "member", member: mina });
  const lost = fakeSurroundings(() => problemReply(401, "UNAUTHENTICATED"));
  await lost.session.start({ cameBack: true });
  assert.deepEqual(lost.session.state.get(), { kind: "nobody", wasEnded: false });
});

test("another name is the other tab's name, too, and a full storage keeps nobody out", async () => {
  const world = fakeSurroundings(() => sessionReply("fresh", 9_000_000));
  await world.session.login({ email: "mina@siren.example", password: "siren-demo-2026" });
  world.session.renamed("민아");
  assert.equal(memberOf(world.session.state.get())?.nickname, "민아");
  assert.match(world.kept.get("siren.who") ?? "", /민아/);
  rememberMina(world.kept);
  await world.session.storageChanged("siren.who");
  assert.equal(memberOf(world.session.state.get())?.nickname, mina.nickname);

  const full = fakeSurroundings(() => sessionReply("fresh", 9_000_000));
  full.browsers.setItem = () => {
    throw new Error("full");
  };
  await full.session.login({ email: "mina@siren.example", password: "siren-demo-2026" });
  assert.equal(full.session.state.get().kind, "member");
});

test("the password is asked: a wrong one is the answer, and is not tried twice", async () => {
  const world = fakeSurroundings(({ path }) =>
    path.endsWith("/login") ? sessionReply("good", 9_000_000) : problemReply(401, "UNAUTHENTICATED"),
  );
  await world.session.login({ email: "mina@siren.example", password: "siren-demo-2026" });
  await assert.rejects(world.session.leaveForGood({ current: "wrong" }), { code: "UNAUTHENTICATED" });
  assert.equal(world.sent.length, 2, "the login and the one try");
  assert.equal(world.session.state.get().kind, "member");
});

test("an account that is ended leaves nobody behind", async () => {
  const world = fakeSurroundings(({ path }) =>
    path.endsWith("/login") ? sessionReply("good", 9_000_000) : { status: 204 },
  );
  await world.session.login({ email: "mina@siren.example", password: "siren-demo-2026" });
  await world.session.leaveForGood({ current: "siren-demo-2026", forfeitBalance: true });
  assert.deepEqual(world.session.state.get(), { kind: "nobody", wasEnded: false });
  assert.equal(world.kept.size, 0);
});
