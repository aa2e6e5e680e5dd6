import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { goldenEvents } from "@siren/contracts/golden";
import { messageHook } from "@siren/contracts/notifications";
import { type MessageReceiver, startMessageReceiver } from "../src/testing/message-receiver.ts";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";
import { type SmtpServer, startSmtpServer } from "../src/testing/smtp-server.ts";

const secret = Buffer.from("a secret of thirty-two bytes, ok");
const minuteMs = 60_000;

let smtp: SmtpServer;
let receiver: MessageReceiver;
let door: Member;
let kept: Awaited<ReturnType<Member["look"]>>;
let first: Awaited<ReturnType<Member["start"]>>;
before(async () => {
  smtp = await startSmtpServer();
  receiver = await startMessageReceiver(secret);
  const old = Buffer.from("the one before, also thirty-two b");
  const keys = [`old=whsec_${old.toString("base64")}`, `new=whsec_${secret.toString("base64")}`];
  door = await openMember({
    ...{ NOTIFIER: "nowhere", SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, MAIL_FROM: "cafe@siren.example" },
    ...{ MESSAGE_WEBHOOK_URL: receiver.url, MESSAGE_WEBHOOK_KEYS: keys.join() },
  });
  // Two replicas wait for the same letters.
  first = await door.start();
  kept = await door.look();
});
after(async () => {
  await kept.close();
  await Promise.all([door.close(), smtp.close(), receiver.close()]);
});

type Somebody = { memberId: string; email: string };
const all = { paid: true, making: true, ready: true };

/** Without a password, which would be hashed. */
async function somebodyWho(choices: object = { email: all, message: all }) {
  const memberId = door.newId("mem");
  const email = `${memberId.toLowerCase()}@siren.example`;
  const empty = { passwordHash: null, nickname: "미나", roles: [], stores: [], notBefore: 0, version: 1 };
  await kept.members.create({ _id: memberId, email, ...empty, createdAt: 0, verifiedAt: 1 });
  await kept.notificationChoices.create({ _id: memberId, choices });
  return { memberId, email };
}

type Moment = "OrderMaking" | "OrderReady";
function happens(who: Somebody, type: Moment = "OrderReady", orderId = door.newId("ord")): string {
  const { memberId } = who;
  door.order.publish(type, orderId, { orderId, forMember: { ...goldenEvents[type].forMember, memberId } });
  return orderId;
}
const mailsTo = ({ email }: Somebody) => smtp.taken.filter(({ to }) => to === email);
const postsTo = ({ memberId }: Somebody) => receiver.posted.filter(({ raw }) => raw.includes(memberId));
const waiting = () => kept.outgoing.find().lean();
const nothingWaits = () => until("all of it is gone", async () => (await waiting()).length === 0);
const isPutOff = (attempts: number) =>
  until("it was tried", async () => (await waiting()).some((one) => one.attempts === attempts));
const isSaid = (...words: string[]) => door.log.some((line) => words.every((word) => line.includes(word)));
const messageIdOf = (raw: string) => /^Message-ID: (\S+)/m.exec(raw)?.[1];

test("each channel has one letter of an event, whoever of two replicas sends it, and a signature that holds", async () => {
  const mina = await somebodyWho();
  const orderId = happens(mina);
  happens(mina, "OrderMaking");
  await until("they are sent", async () => mailsTo(mina).length === 2 && postsTo(mina).length === 2);
  await nothingWaits();
  assert.deepEqual([mailsTo(mina).length, postsTo(mina).length], [2, 2]);
  const [{ body, id, keyIds } = assert.fail()] = postsTo(mina);
  const read = messageHook.parse(body);
  assert.deepEqual(
    [read.about, read.order.orderId, read.to.memberId],
    ["order-ready", orderId, mina.memberId],
  );
  assert.deepEqual([read.id, keyIds], [id, ["old", "new"]]);
  assert.deepEqual([receiver.unsigned, smtp.faults], [[], []]);
});

test("what is refused for now is tried again as the same letter, and what is refused for good is given up", async () => {
  const leo = await somebodyWho();
  receiver.answer(500);
  smtp.trouble({ at: "END", say: "451 4.3.0 not now" });
  happens(leo);
  await isPutOff(1);
  await until("both were tried", async () => smtp.left() === 0 && postsTo(leo).length === 1);
  door.advance(11_000);
  await until("they are sent", async () => mailsTo(leo).length === 1 && postsTo(leo).length === 2);
  const [one = assert.fail(), two = assert.fail()] = postsTo(leo);
  assert.deepEqual([one.id, one.raw], [two.id, two.raw]);
  assert.ok(two.at > one.at, "signed anew");
  await nothingWaits();

  receiver.answer(422);
  smtp.trouble({ at: "RCPT", say: "550 5.1.1 nobody here" });
  happens(leo);
  await until("both were asked", async () => smtp.left() === 0 && postsTo(leo).length === 3);
  await nothingWaits();
  assert.equal(mailsTo(leo).length, 1);
  await until(
    "both are told",
    async () => isSaid("notifier.given-up", "RCPT TO 550") && isSaid("notifier.given-up", "status 422"),
  );
  assert.ok(!door.log.join().includes(leo.email), "no address is in a log");
  const counted = /notifier_given_up\S*\{[^}]*channel="email"[^}]*\} 1/;
  // Whichever of the two gave it up: each counts for itself.
  const figures = async () =>
    `${await door.metrics()}\n${await (await fetch(`${first.managementUrl}/metrics`)).text()}`;
  await until("it is counted", async () => counted.test(await figures()));
});

test("that it was begun is not said any more once it is ready", async () => {
  const mina = await somebodyWho({ email: all, message: { ...all, making: false, ready: false } });
  smtp.trouble({ at: "RCPT", say: "450 4.2.0 greylisted" });
  const orderId = happens(mina, "OrderMaking");
  await until("it is put off", async () => smtp.left() === 0 && (await waiting())[0]?.attempts === 1);
  happens(mina, "OrderReady", orderId);
  await nothingWaits();
  assert.equal(mailsTo(mina).length, 1);
});

test("a server that is away, or hangs up, costs nothing but time; nothing is sent on once it is too late", async () => {
  const mina = await somebodyWho();
  receiver.answer("drop", 302, 503);
  smtp.trouble({ at: "DATA", say: "drop" });
  happens(mina);
  await until("the messenger was asked", async () => postsTo(mina).length === 1);
  await until("and the mail server", async () => smtp.left() === 0);
  for (const asked of [2, 3, 4]) {
    door.advance(minuteMs);
    await until("it is asked again", async () => postsTo(mina).length >= asked);
  }
  await until("the mail is there", async () => mailsTo(mina).length === 1);
  await nothingWaits();
  await smtp.close();
  const opened = await door.ask("POST", "/password/reset", { body: { email: mina.email } });
  assert.equal(opened.status, 202, "nobody waits for the mail server");
  happens(mina);
  await until(
    "both wait",
    async () => (await waiting()).filter(({ channel }) => channel === "email").length === 2,
  );
  await until("that is told", () => isSaid("notifier.channel-down", "email"));
  door.advance(121 * minuteMs);
  await nothingWaits();
  await smtp.reopen();
  assert.equal(mailsTo(mina).length, 1, "a drink of two hours ago is news no more");
  await until("it is told", async () => isSaid("notifier.given-up", "too late"));
});

test("what tells more of an order takes the place of what waits, and what is over is not told", async () => {
  const leo = await somebodyWho({ email: all, message: { paid: false, making: false, ready: false } });
  smtp.trouble({ at: "END", say: "451 4.3.0 not now" });
  const orderId = happens(leo, "OrderMaking");
  await isPutOff(1);
  await until("it was tried", async () => smtp.left() === 0);
  const { forMember } = goldenEvents.OrderReady;
  const ready = { orderId, forMember: { ...forMember, memberId: leo.memberId } };
  door.order.publish("OrderReady", orderId, ready);
  await until("it is ready", async () => mailsTo(leo).length === 1);
  await nothingWaits();
  door.advance(11_000);
  const overs = [
    ["OrderRecalled", () => ({ orderId })],
    [
      "OrderPickedUp",
      () => ({ ...goldenEvents.OrderPickedUp, orderId, ownerId: leo.memberId, cardId: null }),
    ],
  ] as const;
  for (const [over, dataOf] of overs) {
    smtp.trouble({ at: "END", say: "451 4.3.0 not now" });
    door.order.publish("OrderReady", orderId, ready);
    await isPutOff(1);
    door.order.publish(over, orderId, dataOf() as never);
    await nothingWaits();
    await until("it was tried", async () => smtp.left() === 0);
  }
  assert.equal(mailsTo(leo).length, 1);
});

test("a process that stops in the midst of it leaves the letter to the next one, under the same name", async () => {
  const leo = await somebodyWho({ email: all, message: { ...all, ready: false } });
  smtp.trouble({ at: "END", say: "never" }, { at: "END", say: "never" });
  happens(leo);
  await isPutOff(1);
  const [before = assert.fail()] = await waiting();
  assert.ok(!JSON.stringify(before).includes("준비됐어요"), "what lies in the store is sealed");
  await until("the server has it", async () => smtp.left() === 1);
  await first.stop();
  await door.stopAll();
  assert.equal((await waiting()).length, 1);
  smtp.trouble();
  await door.start();
  // Had it been killed, the letter would be its own for a while longer.
  door.advance(minuteMs);
  await until("it is sent", async () => mailsTo(leo).length === 1);
  assert.equal(messageIdOf(mailsTo(leo)[0]?.raw ?? ""), `<${before._id}@siren.example>`);
  await nothingWaits();
});

test("messages about accounts go the same way, and what is not sent ends with the account", async () => {
  const { email, as, memberId } = await door.somebody();
  await until("the link is sent", async () => mailsTo({ email, memberId }).length === 1);
  const [{ raw } = assert.fail()] = mailsTo({ email, memberId });
  const text = Buffer.from(raw.split("\r\n\r\n")[1] ?? "", "base64").toString();
  const token = /#token=([\w-]{43})/.exec(text)?.[1];
  assert.equal((await door.ask("POST", "/verify", { body: { token } })).status, 204);
  const body = { email: all, message: { ...all } };
  assert.equal((await door.ask("PUT", "/me/notifications", { as, body })).status, 200);
  await smtp.close();
  receiver.answer(...Array.from({ length: 50 }, () => 503));
  happens({ memberId, email });
  await until("it waits", async () => (await waiting()).length === 2);
  const off = { as, body: { email: { ...all, ready: false }, message: all } };
  await door.ask("PUT", "/me/notifications", off);
  assert.deepEqual(
    (await waiting()).map(({ channel }) => channel),
    ["message"],
  );
  const left = await door.ask("DELETE", "/me", { as, body: { current: goodPassword } });
  assert.equal(left.status, 204);
  assert.deepEqual(
    (await waiting()).map(({ about, to }) => [about, to]),
    [["deleted", email]],
  );
  receiver.answer();
  await smtp.reopen();
  door.advance(2 * minuteMs);
  await nothingWaits();
  assert.equal(mailsTo({ email, memberId }).length, 2, "the link, and that it was deleted");
});
