import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod/mini";
import { fakeSurroundings, mina, problemReply, rememberMina, sessionReply } from "./fake-surroundings.ts";

const jun = { ...mina, memberId: "mem_01J8ZQ4M6V3T9X2B7C5D1E0F8J", nickname: "준", roles: ["barista"] };
const switchPath = "/member/staff/at/seongsu/switch";

/** Mina's tablet; what is asked with Jun's token is answered as if its time were over. */
async function tablet() {
  const world = fakeSurroundings(({ path, token }) => {
    if (path.endsWith("/refresh")) return sessionReply("of-mina", 9_000_000);
    if (path.endsWith("/switch"))
      return { status: 200, body: { accessToken: "of-jun", expiresAt: 1_600_000, member: jun } };
    return token === "of-jun" ? problemReply(401, "TOKEN_EXPIRED") : { status: 200, body: {} };
  });
  rememberMina(world.kept);
  await world.session.start();
  await world.session.stepUp(switchPath, { memberId: jun.memberId, pin: "493817" });
  return world;
}
const who = ({ session }: { session: Awaited<ReturnType<typeof tablet>>["session"] }) => {
  const state = session.state.get();
  return state.kind === "member" ? [state.member.nickname, state.until] : [state.kind];
};

test("their token is used for ten minutes, and the browser still remembers whose tablet it is", async () => {
  const world = await tablet();
  assert.deepEqual(who(world), ["준", 1_600_000]);
  assert.equal(world.access.token.get(), "of-jun");
  assert.match(world.kept.get("siren.who") ?? "", /미나/);
  assert.equal(world.timers.at(-1)?.dueAt, 1_600_000);
});

test("when the time is over the tablet is again theirs who signed it in", async () => {
  const world = await tablet();
  world.timers.at(-1)?.run();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(who(world), ["미나", undefined]);
  assert.equal(world.access.token.get(), "of-mina");
});

test("what was asked in their name and refused is not asked again in another's", async () => {
  const world = await tablet();
  const tap = world.api({
    ...{ method: "POST", path: "/barista/units/unt_1/claim", answer: z.object({}), key: "tap-1" },
  });
  await assert.rejects(tap, { code: "TOKEN_EXPIRED" });
  const tokens = world.sent.filter(({ path }) => path.includes("/barista/")).map(({ token }) => token);
  assert.deepEqual(tokens, ["of-jun"]);
  assert.deepEqual(who(world), ["미나", undefined]);
});
