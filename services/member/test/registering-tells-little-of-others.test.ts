import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answer, codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { Mail } from "@siren/contracts/accounts";
import { owaspCost } from "../src/passwords.ts";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  // How long a hash takes is what it is about.
  door = await openMember({}, undefined, owaspCost);
});
after(() => door.close());

let networks = 0;
const network = () => `203.0.113.${++networks}`;
let fresh = 0;
const freshAddress = () => `fresh${++fresh}@example.org`;
const register = (email: string, from: string) =>
  door.ask("POST", "/register", {
    body: { email, password: goodPassword, nickname: "누구" },
    headers: { "x-forwarded-for": from },
  });
const mailsTo = async (to: string): Promise<Mail[]> =>
  (await door.ask("GET", `/mailbox?to=${to}`)).body.mails;
const toldTimes = async (to: string) =>
  (await mailsTo(to)).filter(({ about }) => about === "already-registered").length;

test("the owner of a taken address is written to, with the way in, and once a day", async () => {
  const { email } = await door.somebody();
  assert.equal(codeOf(await register(email.toUpperCase(), network())), "ALREADY_REGISTERED");
  await until("the owner is told", async () => (await toldTimes(email)) === 1);
  const [told] = (await mailsTo(email)).filter(({ about }) => about === "already-registered");
  assert.match(told?.text ?? "", /\/client\/forgot$/);
  assert.doesNotMatch(told?.text ?? "", /token=/, "nobody asked for a link that opens something");
  await register(email, network());
  // Timers go in turn: what came behind is there, so what was before would be.
  const { email: other } = await door.somebody();
  await register(other, network());
  await until("the next one is told", async () => (await toldTimes(other)) === 1);
  assert.equal(await toldTimes(email), 1);
  door.advance(24 * 60 * 60_000);
  await register(email, network());
  await until("the next day again", async () => (await toldTimes(email)) === 2);
});

test("whoever looks through addresses waits, for taken and free ones alike; others do not", async () => {
  const { email } = await door.somebody();
  const from = network();
  const slowed = async (answer: Answer) => {
    assert.equal(codeOf(answer), "TOO_MANY_REQUESTS");
    return Number(answer.headers.get("retry-after"));
  };
  for (let i = 0; i < 5; i += 1) assert.equal(codeOf(await register(email, from)), "ALREADY_REGISTERED");
  for (let i = 0; i < 8; i += 1) {
    door.advance(60_000);
    assert.equal(codeOf(await register(email, from)), "ALREADY_REGISTERED");
  }
  const waitS = await slowed(await register(email, from));
  assert.ok(waitS > 30 && waitS <= 60, `a cafe behind it waits for a minute at most, and not ${waitS} s`);
  await slowed(await register(freshAddress(), from));
  assert.equal((await register(freshAddress(), network())).status, 201, "another network");
  const signedIn = await door.ask("POST", "/login", {
    body: { email, password: goodPassword },
    headers: { "x-forwarded-for": from },
  });
  assert.equal(signedIn.status, 200, "signing in does not wait for it");
});

test("many at the same moment are not many free looks", async () => {
  const { email } = await door.somebody();
  const from = network();
  const answers = await Promise.all(Array.from({ length: 16 }, () => register(email, from)));
  const codes = answers.map(codeOf);
  const looks = codes.filter((code) => code === "ALREADY_REGISTERED").length;
  // Five, and one for each wait of 1, 2, 4 s that a slow machine needs for the rest.
  assert.ok(looks >= 5 && looks <= 8, `${looks} were looked at`);
  assert.equal(codes.filter((code) => code === "TOO_MANY_REQUESTS").length, 16 - looks);
});

test("a cafe full of newcomers behind one address is let in", async () => {
  const from = network();
  const answers = await Promise.all(Array.from({ length: 12 }, () => register(freshAddress(), from)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
});

test("an address that somebody has costs as much time as one that nobody has", async () => {
  const { email } = await door.somebody();
  const login = (to: string) =>
    door.ask("POST", "/login", {
      body: { email: to, password: "not the right one" },
      headers: { "x-forwarded-for": network() },
    });
  const asked = {
    known: { ask: () => login(email), status: 401 },
    unknown: { ask: () => login("nobody@example.org"), status: 401 },
    taken: { ask: () => register(email, network()), status: 409 },
    free: { ask: () => register(freshAddress(), network()), status: 201 },
  };
  const leastMs: Record<string, number> = {};
  const isAlike = () => Math.max(...Object.values(leastMs)) < 3 * Math.min(...Object.values(leastMs));
  // In turn, and as often as it takes: a busy moment makes an answer slow, and nothing makes a slow one quick.
  // One argon2id each is most of it; without it an answer takes a tenth.
  for (let round = 0; round < 6 || (round < 40 && !isAlike()); round += 1) {
    // Wrong tries are forgotten: who has to wait is answered at once, and that would be the quickest.
    door.advance(60 * 60_000);
    for (const [what, { ask, status }] of Object.entries(asked)) {
      const began = performance.now();
      const answer = await ask();
      leastMs[what] = Math.min(leastMs[what] ?? Number.POSITIVE_INFINITY, performance.now() - began);
      assert.equal(answer.status, status, what);
    }
  }
  assert.ok(isAlike(), JSON.stringify(leastMs));
});
