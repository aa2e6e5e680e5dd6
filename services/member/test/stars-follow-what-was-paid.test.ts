import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { couponList, starAccount } from "@siren/contracts/wallet";
import { type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
  // What is counted is of one year: a test that begins in the last minutes of it begins in the next.
  const yearIn = (ms: number) => new Date(door.now() + ms + 9 * 3_600_000).getUTCFullYear();
  if (yearIn(600_000) !== yearIn(0)) door.advance(600_000);
});
after(() => door.close());

type Somebody = Awaited<ReturnType<Member["somebody"]>>;
const storeId = "seongsu";

function bought(mina: Somebody, amount_krw: number, ownCups = 0): string {
  const orderId = door.newId("ord");
  const wanted = { orderId, ...mina.card, storeId, amount_krw };
  door.order.publish("OrderCaptureWanted", orderId, { ...wanted, deferred: true });
  door.order.publish("OrderPickedUp", orderId, {
    ...{ orderId, ownerId: mina.memberId, total_krw: amount_krw, cardId: mina.cardId },
    ...{ paid_krw: amount_krw, cups: 2, ownCups },
  });
  return orderId;
}

const refund = (mina: Somebody, orderId: string, amount_krw: number, part: string) =>
  door.order.publish("OrderRefundWanted", orderId, {
    ...{ orderId, ...mina.card, storeId, part, amount_krw },
  });

const starsOf = async (mina: Somebody) =>
  starAccount.parse((await door.ask("GET", "/stars", { as: mina.as })).body);
const couponsOf = async (mina: Somebody) =>
  couponList.parse((await door.ask("GET", "/coupons", { as: mina.as })).body).coupons;

async function untilStars(mina: Somebody, stars: number): Promise<void> {
  let seen = Number.NaN;
  await until(`there are ${stars} stars`, async () => {
    seen = (await starsOf(mina)).stars;
    return seen === stars;
  }).catch((error) => {
    throw new Error(`there are ${seen}`, { cause: error });
  });
}

test("one for the visit, one for each 10,000 won, one for each own cup; a visit is minutes from the last", async () => {
  const mina = await door.somebody(49_000);
  bought(mina, 12_000, 2);
  await untilStars(mina, 4);
  bought(mina, 9_900);
  const other = bought(mina, 10_000);
  await untilStars(mina, 5);
  door.advance(180_001);
  bought(mina, 900);
  bought(mina, 1_000);
  await untilStars(mina, 6);
  const { tier, nextTier, earnedThisYear } = await starsOf(mina);
  assert.deepEqual([tier, earnedThisYear, nextTier], ["GREEN", 6, { tier: "GOLD", missing: 24 }]);
  assert.equal((await starsOf(mina)).entries.filter(({ subject }) => subject === other).length, 1);
});

test("a refund takes back what the rest would not have earned, once a part", async () => {
  const mina = await door.somebody(49_000);
  const orderId = bought(mina, 21_000, 1);
  await untilStars(mina, 4);
  refund(mina, orderId, 2_000, "line-1");
  refund(mina, orderId, 2_000, "line-1");
  await untilStars(mina, 3);
  refund(mina, orderId, 19_000, "rest");
  await untilStars(mina, 0);
  assert.equal((await mina.wallet()).available_krw, 49_000);
});

test("twelve stars are a free drink; taken back afterwards, the next visits make up for them", async () => {
  const mina = await door.somebody(49_000);
  const orderId = bought(mina, 20_000, 10);
  await untilStars(mina, 1);
  const [coupon] = await couponsOf(mina);
  assert.deepEqual([coupon?.kind, coupon?.state], ["FREE_DRINK", "AVAILABLE"]);
  refund(mina, orderId, 20_000, "all");
  await untilStars(mina, -12);
  bought(mina, 5_000, 13);
  await untilStars(mina, 1);
  assert.equal((await couponsOf(mina)).length, 1);
});

test("a large top-up brings one coupon a month, a birthday one a year", async () => {
  const mina = await door.somebody(50_000);
  await mina.topUp(50_000);
  assert.deepEqual(
    (await couponsOf(mina)).map(({ kind }) => kind),
    ["BOGO"],
  );
  const day = new Date(door.now() + 9 * 3_600_000 + 2 * 86_400_000).toISOString().slice(5, 10);
  const say = (birthday: string, key: string) =>
    door.ask("PUT", "/stars/birthday", { as: mina.as, key, body: { birthday } });
  assert.equal((await say(day, "key-birth-1")).body.birthday, day);
  assert.equal((await say(day, "key-birth-2")).status, 200);
  const other = day === "01-01" ? "01-02" : "01-01";
  assert.equal(codeOf(await say(other, "key-birth-3")), "ILLEGAL_TRANSITION");
  assert.equal(codeOf(await say("13-01", "key-birth-4")), "BAD_REQUEST");
  door.advance(2 * 86_400_000);
  await until("there is one for the birthday", async () =>
    (await couponsOf(mina)).some(({ kind }) => kind === "BIRTHDAY"),
  );
});

test("stars and coupons are their owner's", async () => {
  for (const path of ["/stars", "/coupons", "/favourites"])
    assert.equal(codeOf(await door.ask("GET", path)), "UNAUTHENTICATED", path);
});
