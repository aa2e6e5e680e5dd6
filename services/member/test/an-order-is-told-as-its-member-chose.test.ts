import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf, person } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { Mail } from "@siren/contracts/accounts";
import { goldenEvents } from "@siren/contracts/golden";
import type { NotificationChoices } from "@siren/contracts/notifications";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
let kept: Awaited<ReturnType<Member["look"]>>;
before(async () => {
  door = await openMember();
  kept = await door.look();
  marker = await somebodyWho({ message: { ...off, ready: true } });
});
after(async () => {
  await kept.close();
  await door.close();
});

type Somebody = Pick<Awaited<ReturnType<Member["somebody"]>>, "memberId" | "email" | "as">;
const off = { paid: false, making: false, ready: false };
const choose = (who: Somebody, choices: Partial<NotificationChoices>) =>
  door.ask("PUT", "/me/notifications", { as: who.as, body: { email: off, message: off, ...choices } });

/** Without a password, which would be hashed. */
async function somebody(verifiedAt: number | null): Promise<Somebody> {
  const memberId = door.newId("mem");
  const email = `${memberId.toLowerCase()}@siren.example`;
  const empty = {
    passwordHash: null,
    nickname: "미나",
    roles: [],
    stores: [],
    notBefore: 0,
    version: 1,
    createdAt: 0,
  };
  await kept.members.create({ _id: memberId, email, verifiedAt, ...empty });
  return { memberId, email, as: person(memberId, ["customer"]) };
}

async function somebodyWho(choices: Partial<NotificationChoices>): Promise<Somebody> {
  const who = await somebody(1);
  assert.equal((await choose(who, choices)).status, 200);
  return who;
}

const { receipt } = goldenEvents.OrderPaymentChanged.paid;
function happens({ memberId }: Pick<Somebody, "memberId">, name = "라떼"): string {
  const orderId = door.newId("ord");
  const [line = assert.fail()] = receipt.lines;
  const lines = [{ ...line, name: { ko: name, en: name } }];
  const forMember = { ...goldenEvents.OrderReady.forMember, memberId };
  door.order.publish("OrderMaking", orderId, { orderId, forMember });
  const paid = {
    memberId,
    receipt: { ...receipt, orderId, lines, refunded_krw: 0, rejectedUnits: [], refunds: [] },
  };
  door.order.publish("OrderPaymentChanged", orderId, { orderId, paid });
  door.order.publish("OrderPaymentChanged", orderId, { orderId });
  door.order.publish("OrderReady", orderId, { orderId, forMember });
  return orderId;
}

const mailsTo = async (...to: string[]): Promise<Mail[]> =>
  (await Promise.all(to.map((one) => door.ask("GET", `/mailbox?to=${one}`)))).flatMap(
    ({ body }) => body.mails,
  );
/** In the order in which they were told, without what was told of the account. */
const toldTo = async ({ email, memberId }: Somebody) =>
  (await mailsTo(email, memberId))
    .filter(({ about }) => about.startsWith("order-"))
    .map(({ about, channel }) => `${about} ${channel}`)
    .sort();
let marker: Somebody;
/** Everything before it was heard once this one's letter is there. */
async function heard(): Promise<void> {
  const { length } = await toldTo(marker);
  happens(marker);
  await until("all of it was heard", async () => (await toldTo(marker)).length > length);
}

test("whoever chose nothing is told nothing, and each choice is one status by one channel", async () => {
  const silent = await somebody(1);
  const { body } = await door.ask("GET", "/me/notifications", { as: silent.as });
  assert.deepEqual(body, {
    choices: { email: off, message: off },
    reach: { email: "OPEN", message: "OPEN" },
  });
  const usual = await somebodyWho({
    ...{ email: { ...off, paid: true }, message: { ...off, making: true, ready: true } },
  });
  const other = await somebodyWho({
    email: { ...off, making: true, ready: true },
    message: { ...off, paid: true },
  });
  for (const who of [silent, usual, other]) happens(who);
  await heard();
  assert.deepEqual(await toldTo(silent), []);
  assert.deepEqual(await toldTo(usual), ["order-making message", "order-paid email", "order-ready message"]);
  assert.deepEqual(await toldTo(other), ["order-making email", "order-paid message", "order-ready email"]);
  const [paid = assert.fail()] = (await mailsTo(usual.email)).filter(({ about }) => about === "order-paid");
  for (const told of ["성수점", "주문번호 Order 17", "10,500원", "부가세 VAT: 955원"])
    assert.ok(paid.text.includes(told), paid.text);
  assert.ok(paid.html?.includes("10,500원"));
});

test("what is told of an event from before, of a guest or of nobody's member is nothing", async () => {
  const orderId = door.newId("ord");
  for (const type of ["OrderMaking", "OrderReady", "OrderPaymentChanged"] as const)
    door.order.publish(type, orderId, { orderId });
  happens({ memberId: door.newId("mem") });
  await heard();
});

test("an address has to be shown first, and what is turned off is told no more", async () => {
  const mina = await somebody(null);
  const email = { ...off, ready: true };
  assert.equal(codeOf(await choose(mina, { email })), "NOT_VERIFIED");
  assert.equal(codeOf(await choose(mina, { message: email })), "NOT_VERIFIED");
  const { body } = await door.ask("GET", "/me/notifications", { as: mina.as });
  assert.equal(body.reach.email, "NOT_VERIFIED");
  assert.equal((await choose(mina, {})).status, 200, "nothing is wanted of it");
  // Who is known by Kakao is known to the messenger, and has no address all the same.
  const identity = { _id: `kakao:${mina.memberId}`, provider: "kakao", memberId: mina.memberId, linkedAt: 0 };
  await kept.identities.create(identity);
  assert.equal((await choose(mina, { message: email })).status, 200);
  assert.equal(codeOf(await choose(mina, { email, message: email })), "NOT_VERIFIED");
  happens(mina);
  await heard();
  assert.deepEqual(await toldTo(mina), ["order-ready message"]);
  await choose(mina, {});
  happens(mina);
  await heard();
  assert.deepEqual(await toldTo(mina), ["order-ready message"]);
  const wrong = { as: mina.as, body: { email: { ...off, eaten: true }, message: off } };
  assert.equal(codeOf(await door.ask("PUT", "/me/notifications", wrong)), "BAD_REQUEST");
  assert.equal(codeOf(await door.ask("GET", "/me/notifications")), "UNAUTHENTICATED");
});

test("an address that is no longer theirs, or an account that ended, gets nothing", async () => {
  const mina = await somebodyWho({ email: { paid: true, making: true, ready: true } });
  await kept.members.updateOne({ _id: mina.memberId }, { $set: { verifiedAt: null } });
  const leo = await door.somebody();
  await kept.members.updateOne({ _id: leo.memberId }, { $set: { verifiedAt: 1 } });
  await choose(leo, { email: { ...off, ready: true }, message: { ...off, ready: true } });
  happens(leo);
  await heard();
  assert.equal((await toldTo(leo)).length, 2);
  const { body } = await door.ask("GET", "/export", { as: leo.as });
  assert.equal(body.notifications.email.ready, true);
  assert.equal(
    (await door.ask("DELETE", "/me", { as: leo.as, body: { current: goodPassword } })).status,
    204,
  );
  for (const who of [mina, leo]) happens(who);
  await heard();
  assert.deepEqual([await toldTo(mina), await toldTo(leo)], [[], []]);
  const choices = await kept.notificationChoices.findById(leo.memberId).lean();
  assert.equal(choices, null);
});

test("the mailbox's page shows both forms and obeys nothing that stands in a name", async () => {
  const mina = await somebodyWho({ email: { ...off, paid: true }, message: { ...off, ready: true } });
  happens(mina, `<script>alert("&'1")</script>`);
  await heard();
  const page = await door.ask("GET", "/mailbox", { headers: { accept: "text/html" } });
  assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.doesNotMatch(page.body, /<script|alert\("/);
  assert.ok(page.body.includes("&#60;script&#62;"));
  assert.ok(page.body.includes('class="bubble"') && page.body.includes("As plain text"));
});
