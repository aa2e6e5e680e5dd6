import assert from "node:assert/strict";
import { test } from "node:test";
import { person } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { EventTypeOf } from "@siren/contracts/events";
import { goldenEvents } from "@siren/contracts/golden";
import { cardId, memberId, orderId } from "@siren/contracts/golden-ids";
import { memberExamples } from "@siren/contracts/golden-member";
import { orderHandlers } from "../src/messaging.ts";
import { openMember } from "../src/testing/open-member.ts";

type Heard = EventTypeOf<"order">;

/** What is heard first, and what the card has afterwards: available and held won. */
const effects: Partial<
  Record<
    Heard,
    { before: Heard[]; available_krw: number; held_krw: number; stars?: number; letters?: number }
  >
> = {
  OrderCaptureWanted: { before: [], available_krw: 39_500, held_krw: 0 },
  OrderReleaseWanted: { before: [], available_krw: 50_000, held_krw: 0 },
  OrderRefundWanted: { before: ["OrderCaptureWanted"], available_krw: 50_000, held_krw: 0 },
  OrderPickedUp: { before: ["OrderCaptureWanted"], available_krw: 39_500, held_krw: 0, stars: 3 },
  // They move nothing; who wants to be told is told by both channels.
  OrderMaking: { before: [], available_krw: 40_000, held_krw: 10_000, letters: 2 },
  OrderReady: { before: [], available_krw: 40_000, held_krw: 10_000, letters: 2 },
  // What was sent is sent; that what waits is not is looked at where letters wait.
  OrderRecalled: { before: ["OrderReady"], available_krw: 40_000, held_krw: 10_000, letters: 2 },
  OrderPaymentChanged: { before: [], available_krw: 40_000, held_krw: 10_000, letters: 2 },
};

test("each type that is heard has its effect looked at here", () => {
  const handlers = orderHandlers(...([{}, {}, {}] as Parameters<typeof orderHandlers>));
  assert.deepEqual(Object.keys(effects).sort(), Object.keys(handlers).sort());
});

for (const [type, { before, stars = 0, letters = 0, ...after }] of Object.entries(effects)) {
  test(`${type} of the examples moves the won of its order`, async (t) => {
    const door = await openMember();
    t.after(() => door.close());
    const empty = { email: "mina@siren.example", passwordHash: "", nickname: "미나", roles: [], stores: [] };
    const all = { paid: true, making: true, ready: true };
    await door.inside(async ({ members, cards, notificationChoices }) => {
      await members.create({
        _id: memberId,
        ...empty,
        verifiedAt: 1,
        notBefore: 0,
        version: 1,
        createdAt: 0,
      });
      await notificationChoices.create({ _id: memberId, choices: { email: all, message: all } });
      await cards.create({ _id: cardId, memberId, locked: false, settledTopUps: 0, version: 0 });
    });
    const as = person(memberId, ["customer"]);
    const body = memberExamples.topUpRequest;
    assert.equal(
      (await door.ask("POST", `/cards/${cardId}/topups`, { as, key: "key-top-1", body })).status,
      201,
    );
    const { amount_krw } = memberExamples.holdRequest;
    assert.equal((await door.hold(orderId, memberExamples.holdRequest, amount_krw)).status, 201);
    for (const one of [...before, type as Heard]) door.order.publish(one, orderId, goldenEvents[one]);
    await until(`${type} took effect`, async () => {
      const { available_krw, held_krw } = await door.cardOf(memberId);
      const { body } = await door.ask("GET", "/stars", { as });
      const told = (await door.ask("GET", "/mailbox")).body.mails;
      return (
        available_krw === after.available_krw &&
        held_krw === after.held_krw &&
        body.stars === stars &&
        told.length === letters
      );
    });
  });
}
