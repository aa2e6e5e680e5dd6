import type { PlaceOrderRequest } from "@siren/contracts/order";
import type { Owner } from "../domain/order.ts";
import { type PlaceOrder, placeOrder } from "../use-cases/place-order.ts";
import { createPlacingRoom } from "../use-cases/placing-room.ts";
import type {
  CouponAnswer,
  HoldAnswer,
  SagaParts,
  TicketOf,
  VoidAnswer,
  WithdrawAnswer,
} from "../use-cases/ports.ts";
import { testMenu, testStore } from "./build-menu.ts";
import { cardOne, memberOne, startedAt, testId } from "./build-order.ts";
import { deadlines } from "./deadlines.ts";
import { createMemoryStore } from "./memory-store.ts";

export const memberOwner: Owner = { kind: "member", id: memberOne };
export const guestOwner: Owner = { kind: "guest", id: "g".repeat(43) };
export const unknown: HoldAnswer = { kind: "unknown", why: "TIMEOUT" };

/** A store that is open and has a menu, a member and a barista that answer as they are told. */
export async function buildSaga() {
  const store = createMemoryStore();
  const state = {
    now: startedAt,
    hold: { kind: "held" } as HoldAnswer,
    voided: "voided" as VoidAnswer,
    withdrawn: "voided" as WithdrawAnswer,
    asked: [] as TicketOf[],
    coupon: { kind: "unknown", why: "TIMEOUT" } as CouponAnswer,
    holds: 0,
    steps: [] as string[],
    orders: 0,
  };
  const parts: SagaParts = {
    unit: store.unit,
    together: store.unit,
    room: createPlacingRoom({ lineMs: () => 0, lateMs: () => 0, monotonicMs: () => 0 }),
    monotonicMs: () => performance.now(),
    orders: store.orders,
    views: store.views,
    member: {
      placeHold: async () => {
        state.holds += 1;
        return state.hold;
      },
      quoteCoupon: async () => state.coupon,
    },
    barista: {
      voidTicket: async ({ orderId, moveNo }) => {
        state.asked.push({ orderId, moveNo });
        return state.voided;
      },
      withdrawTicket: async ({ orderId, moveNo }) => {
        state.asked.push({ orderId, moveNo });
        return state.withdrawn;
      },
    },
    deadlines,
    guestTerms: { guestMost_krw: 30_000, guestsPerStore: 2, guestsPerAddress: 1 },
    now: () => state.now,
    newOrderId: () => testId("ord", ++state.orders),
    reach: async (step) => void state.steps.push(step),
  };
  store.remember(guestOwner.id);
  await store.unit(async ({ views }) => {
    await views.putStore(testStore);
    await views.putMenu(testMenu);
    await views.putNickname(memberOne, "지우");
  });
  return {
    ...{ store, state, parts },
    place: (changes: Partial<PlaceOrder> = {}, request: Partial<PlaceOrderRequest> = {}) =>
      placeOrder(parts, {
        owner: memberOwner,
        key: "key-0001",
        bodyHash: "hash",
        address: null,
        calledBy: null,
        patienceMs: undefined,
        request: { ...latte(), ...request },
        ...changes,
      }),
    allow: (amount_krw: number) =>
      store.unit(({ views }) =>
        views.putAllowance({
          ...{ cardId: cardOne, memberId: memberOne, amount_krw, version: 1 },
          expiresAt: startedAt + 3_600_000,
        }),
      ),
  };
}

export type Saga = Awaited<ReturnType<typeof buildSaga>>;

export function latte(): PlaceOrderRequest {
  return {
    storeId: "gangnam",
    lines: [{ itemId: "latte", choiceIds: ["tall"], quantity: 1 }],
    expected_total_krw: 5_000,
    payment: { method: "card", cardId: cardOne },
  };
}
