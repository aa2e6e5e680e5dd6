import type { PricedLine } from "@siren/contracts/order";
import { type Draft, type Order, placed } from "../domain/order.ts";

export const startedAt = Date.UTC(2026, 10, 20, 1, 0, 0);

export const americano: PricedLine = {
  itemId: "americano",
  name: { ko: "아메리카노", en: "Americano" },
  choices: [],
  unit_krw: 4_500,
  quantity: 2,
  line_krw: 9_000,
  prepSeconds: 60,
  isCounted: false,
};

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** An id of the agreed form that a test can recognise. */
export function testId(prefix: string, n: number): string {
  let tail = "";
  for (let rest = n, i = 0; i < 26; i += 1, rest = Math.floor(rest / 32)) tail = crockford[rest % 32] + tail;
  return `${prefix}_${tail}`;
}

export const memberOne = testId("mem", 1);
export const cardOne = testId("crd", 1);

export function draft(changes: Partial<Draft> = {}): Draft {
  return {
    orderId: testId("ord", 1),
    owner: { kind: "member", id: memberOne },
    idempotencyKey: "key-0001",
    bodyHash: "hash",
    storeId: "gangnam",
    storeName: { ko: "강남점", en: "Gangnam" },
    number: 1,
    businessDay: "2026-11-20",
    nickname: "지우",
    guestAddress: null,
    lines: [americano],
    adjustments: [],
    total_krw: 9_000,
    couponId: null,
    quoted_krw: 9_000,
    ...{ quotedPlace: null, quotedEtaAt: null },
    handOver: "take-out",
    releaseAt: startedAt + 10_000,
    pickUpAt: null,
    choice: { method: "card", cardId: cardOne },
    ...changes,
  };
}

export function buildOrder(changes: Partial<Order> = {}): Order {
  return { ...placed(draft(), startedAt).order, ...changes };
}
