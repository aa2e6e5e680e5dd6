import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { testMenu, testStore } from "../src/testing/build-menu.ts";
import { buildSaga, guestOwner, memberOwner, type Saga } from "../src/testing/build-saga.ts";
import { cancelOrder } from "../src/use-cases/cancel-order.ts";
import { expireUnaccepted } from "../src/use-cases/expire-unaccepted.ts";
import { hearOfPayment, hearOfTicket } from "../src/use-cases/hear-of-order.ts";
import { moveOrder } from "../src/use-cases/move-order.ts";
import { pursueMove, rearmMoveTimer } from "../src/use-cases/pursue-move.ts";

const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;
let keys = 0;
const newKey = () => `key-move-${++keys}`;
const move = (saga: Saga, orderId: string, storeId: string, owner = memberOwner, key = newKey()) =>
  moveOrder(saga.parts, owner, { orderId, storeId, key, bodyHash: storeId });
const toHongdae = (saga: Saga, orderId: string, owner = memberOwner) => move(saga, orderId, "hongdae", owner);
const orderOf = async (saga: Saga, orderId: string) => {
  const order = await saga.parts.orders.byId(orderId);
  assert.ok(order);
  return order;
};
const hear = (saga: Saga, orderId: string, name: "accept" | "void" | "start", moveNo = 0) =>
  saga.store.unit((work) => hearOfTicket(saga.parts, work, { orderId, moveNo }, { name }));

async function withTwoStores() {
  const saga = await buildSaga();
  await saga.store.unit(async ({ views }) => {
    await views.putStore({ ...testStore, storeId: "hongdae" });
    await views.putMenu({ ...testMenu, storeId: "hongdae" });
  });
  const { order } = await saga.place();
  return { saga, order, orderId: order.orderId };
}

test("a number of the new store, the same money and the same hold", async () => {
  const { saga, order, orderId } = await withTwoStores();
  const { order: moved, isFinal } = await toHongdae(saga, orderId);
  assert.deepEqual(
    [moved.storeId, moved.moveNo, moved.number, moved.state, moved.payment, isFinal],
    ["hongdae", 1, 1, "AUTHORISED", "HELD", true],
  );
  assert.deepEqual([moved.total_krw, moved.lines], [order.total_krw, order.lines]);
  assert.deepEqual(saga.store.eventKinds().slice(2), ["position-changed", "moved"]);
  assert.equal(saga.state.holds, 1);
  const again = await toHongdae(saga, orderId);
  assert.deepEqual([again.order.moveNo, again.isFinal], [1, true]);
  assert.deepEqual([...saga.store.peek().timers.keys()], [`answer:${orderId}`]);
});

test("back again is a third ticket", async () => {
  const { saga, orderId } = await withTwoStores();
  await toHongdae(saga, orderId);
  const { order } = await move(saga, orderId, "gangnam");
  assert.deepEqual([order.storeId, order.moveNo, order.number], ["gangnam", 2, 2]);
  assert.deepEqual(
    saga.state.asked.map(({ moveNo }) => moveNo),
    [0, 1],
  );
});

test("a request that is repeated late moves nothing back, and its key stands for its own store", async () => {
  const { saga, orderId } = await withTwoStores();
  await move(saga, orderId, "hongdae", memberOwner, "key-there");
  await move(saga, orderId, "gangnam", memberOwner, "key-back");
  const late = await move(saga, orderId, "hongdae", memberOwner, "key-there");
  assert.deepEqual([late.order.storeId, late.order.moveNo, late.isFinal], ["gangnam", 2, true]);
  await assert.rejects(move(saga, orderId, "gangnam", memberOwner, "key-there"), refusedWith("KEY_REUSED"));
  // Wanted where it was already: that too is repeated late.
  await move(saga, orderId, "gangnam", memberOwner, "key-here");
  await move(saga, orderId, "hongdae");
  assert.equal((await move(saga, orderId, "gangnam", memberOwner, "key-here")).order.storeId, "hongdae");
});

test("a ticket that was accepted or begun stays where it is", async () => {
  for (const [withdrawn, code] of [
    ["accepted", "ILLEGAL_TRANSITION"],
    ["already-started", "ALREADY_STARTED"],
  ] as const) {
    const { saga, orderId } = await withTwoStores();
    saga.state.withdrawn = withdrawn;
    await assert.rejects(toHongdae(saga, orderId), refusedWith(code));
    const order = await orderOf(saga, orderId);
    assert.deepEqual([order.storeId, order.moving, order.moveNo], ["gangnam", null, 0]);
    await hear(saga, orderId, "accept");
    await assert.rejects(toHongdae(saga, orderId), refusedWith("ILLEGAL_TRANSITION"));
    await hear(saga, orderId, "start");
    await assert.rejects(toHongdae(saga, orderId), refusedWith("ALREADY_STARTED"));
  }
});

test("another price, nothing to be had, a closed or unknown store: nothing changes and nobody is asked", async () => {
  const { saga, orderId } = await withTwoStores();
  const [latte] = testMenu.items;
  assert.ok(latte);
  const dear = { ...testMenu, storeId: "hongdae", items: [{ ...latte, price_krw: 5_500 }] };
  await saga.store.unit(({ views }) => views.putMenu(dear));
  await assert.rejects(toHongdae(saga, orderId), refusedWith("PRICE_CHANGED"));
  await saga.store.unit(({ views }) => views.putSoldOut("hongdae", "latte", true));
  await assert.rejects(toHongdae(saga, orderId), refusedWith("SOLD_OUT"));
  await saga.store.unit(async ({ views }) => {
    await views.putMenu({ ...testMenu, storeId: "hongdae" });
    await views.putSoldOut("hongdae", "latte", false);
    await views.putStore({ ...testStore, storeId: "hongdae", week: testStore.week.map(() => null) });
  });
  await assert.rejects(toHongdae(saga, orderId), refusedWith("STORE_CLOSED"));
  await assert.rejects(move(saga, orderId, "nowhere"), refusedWith("NOT_FOUND"));
  await assert.rejects(toHongdae(saga, orderId, guestOwner), refusedWith("NOT_FOUND"));
  const { version, moving } = await orderOf(saga, orderId);
  assert.deepEqual([version, moving, saga.state.asked], [2, null, []]);
});

test("a store that has its hands full, or as many guests as it takes, gets no more by a move", async () => {
  const { saga, orderId } = await withTwoStores();
  saga.store.setQueue({ orders: 40, prepSeconds: 20_000, hands: 1, delayMinutes: 0 });
  await assert.rejects(toHongdae(saga, orderId), refusedWith("STORE_AT_CAPACITY"));
  saga.store.setQueue(null);
  const payment = { method: "counter" } as const;
  const guests = ["a", "b", "c"].map((one) => ({ kind: "guest" as const, id: one.repeat(43) }));
  const placed: string[] = [];
  for (const [i, owner] of guests.entries()) {
    saga.store.remember(owner.id);
    const storeId = i === 2 ? "gangnam" : "hongdae";
    const { order } = await saga.place({ owner, key: `key-guest-${i}` }, { storeId, payment });
    placed.push(order.orderId);
  }
  await assert.rejects(toHongdae(saga, placed[2] ?? "", guests[2]), refusedWith("TOO_MANY_REQUESTS"));
});

test("a pick-up is begun in time for the store that makes it", async () => {
  const { saga } = await withTwoStores();
  const pickUpAt = saga.state.now + 3_600_000;
  const { order } = await saga.place({ key: "key-later" }, { pickUpAt });
  assert.equal(order.releaseAt, pickUpAt - 600_000);
  saga.store.setQueue({ orders: 9, prepSeconds: 29 * 60, hands: 1, delayMinutes: 0 });
  const { order: moved } = await toHongdae(saga, order.orderId);
  assert.equal(moved.releaseAt, pickUpAt - 30 * 60_000);
});

test("killed before or after the store was asked, the timer finishes the move", async () => {
  for (const step of ["order.move-wanted", "order.move-answered"]) {
    const { saga, orderId } = await withTwoStores();
    const { reach } = saga.parts;
    saga.parts.reach = async (at) => {
      if (at === step) throw new Error("killed");
    };
    await assert.rejects(toHongdae(saga, orderId), /killed/);
    saga.parts.reach = reach;
    const order = await orderOf(saga, orderId);
    assert.deepEqual([order.storeId, order.moving?.storeId], ["gangnam", "hongdae"]);
    assert.equal(saga.store.peek().timers.get(`move:${orderId}`)?.dueAt, saga.state.now + 3_000);
    assert.equal(await saga.store.unit((work) => rearmMoveTimer(saga.parts, work, orderId)), true);
    await pursueMove(saga.parts, orderId);
    assert.deepEqual((await orderOf(saga, orderId)).storeId, "hongdae");
    assert.equal(await saga.store.unit((work) => rearmMoveTimer(saga.parts, work, orderId)), false);
  }
});

test("a store out of reach is asked again, and its event finishes the move as well", async () => {
  const { saga, orderId } = await withTwoStores();
  saga.state.withdrawn = "unreachable";
  const { order, isFinal } = await toHongdae(saga, orderId);
  assert.deepEqual([order.moving?.storeId, isFinal], ["hongdae", false]);
  await hear(saga, orderId, "void");
  const moved = await orderOf(saga, orderId);
  assert.deepEqual([moved.storeId, moved.state, moved.moveNo], ["hongdae", "AUTHORISED", 1]);
  saga.state.withdrawn = "voided";
  assert.equal((await pursueMove(saga.parts, orderId)).order.version, moved.version);
});

test("what the old store's ticket says late is of no order any more", async () => {
  const { saga, orderId } = await withTwoStores();
  await toHongdae(saga, orderId);
  const { version } = await orderOf(saga, orderId);
  for (const name of ["void", "accept", "start"] as const) {
    assert.ok("left" in (await hear(saga, orderId, name)), name);
  }
  assert.equal((await orderOf(saga, orderId)).version, version);
  await hear(saga, orderId, "accept", 1);
  assert.equal((await orderOf(saga, orderId)).state, "ACCEPTED");
});

test("a cancel that overtakes the move, and one that is overtaken by it, leave no ticket behind", async () => {
  const first = await withTwoStores();
  const { withdrawTicket } = first.saga.parts.barista;
  first.saga.parts.barista.withdrawTicket = async (ticket) => {
    await cancelOrder(first.saga.parts, memberOwner, first.orderId);
    return withdrawTicket(ticket);
  };
  assert.equal((await toHongdae(first.saga, first.orderId)).order.state, "CANCELLED");

  const second = await withTwoStores();
  const { voidTicket } = second.saga.parts.barista;
  let isMoved = false;
  second.saga.parts.barista.voidTicket = async (ticket) => {
    if (!isMoved) {
      isMoved = true;
      await toHongdae(second.saga, second.orderId);
    }
    return voidTicket(ticket);
  };
  const { order } = await cancelOrder(second.saga.parts, memberOwner, second.orderId);
  assert.deepEqual([order.state, order.moveNo], ["CANCELLED", 1]);
  assert.deepEqual(second.saga.state.asked.at(-1), { orderId: second.orderId, moveNo: 1 });
});

test("an expiry that asked the old store leaves the order at the new one alone", async () => {
  const { saga, orderId } = await withTwoStores();
  const { voidTicket } = saga.parts.barista;
  saga.parts.barista.voidTicket = async (ticket) => {
    await toHongdae(saga, orderId);
    return voidTicket(ticket);
  };
  await expireUnaccepted(saga.parts, orderId);
  assert.equal((await orderOf(saga, orderId)).state, "AUTHORISED");
});

test("what was paid into a till stays at its store", async () => {
  const saga = (await withTwoStores()).saga;
  const { order } = await saga.place({ key: "key-0002" }, { payment: { method: "counter" } });
  const paid = { name: "take-at-counter" } as const;
  await saga.store.unit((work) => hearOfPayment(saga.parts, work, order.orderId, paid));
  await assert.rejects(toHongdae(saga, order.orderId), refusedWith("ILLEGAL_TRANSITION"));
});
