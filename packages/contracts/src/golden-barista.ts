import type * as barista from "./barista.ts";
import type { ExamplesOf } from "./form.ts";
import { at, memberId, orderId, storeId, ticketId, unitId } from "./golden-ids.ts";
import { menuExamples } from "./golden-menu.ts";

const unit: barista.UnitView = {
  unitId,
  line: 0,
  n: 1,
  itemId: menuExamples.menuItem.itemId,
  name: menuExamples.menuItem.name,
  choices: [menuExamples.optionChoice.name],
  choiceIds: [menuExamples.optionChoice.choiceId],
  state: "CLAIMED",
  claimedBy: memberId,
  leftBy: null,
  remakes: 0,
};
const ticket: barista.TicketView = {
  ticketId,
  orderId,
  moveNo: 0,
  storeId,
  number: 17,
  nickname: "미나",
  state: "MAKING",
  payment: "COUNTER_DUE",
  due_krw: 5_000,
  units: [unit],
  placedAt: at,
  ...{ handOver: "car-side", releaseAt: at + 10_000, pickUpAt: at + 1_800_000 },
  promisedAt: at + 1_800_000,
  changedAt: at + 60_000,
  version: 4,
};

const stock: barista.StockView = {
  ...{ itemId: "cookie", isCounted: true, received: 100, free: 90, reserved: 6, sold: 4 },
};
const delay = { minutes: 10, until: at + 1_800_000 };
const givenBack = {
  ...{ orderId, number: 17, amount_krw: 5_000, method: "card" as const, reason: "식은 커피" },
  at: at + 900_000,
};
const line = { cups: 40, sales_krw: 200_000 };

const batch = { choiceIds: unit.choiceIds, unitIds: [unitId] };

export const baristaExamples: ExamplesOf<typeof barista> = {
  stockView: stock,
  delayView: delay,
  unitView: unit,
  batchView: batch,
  ticketView: ticket,
  boardView: {
    ...{ storeId, n: 12, at, tickets: [ticket], next: [batch], soldOut: ["cold-brew"] },
    ...{ soldOutOptions: ["oat-milk"], stock: [stock], delay, closesAt: at + 3_600_000, isClosed: false },
    ...{ state: "PAUSED", until: at + 900_000, note: "단체 주문", sync: { seq: 30 } },
  },
  rejectRequest: { reason: "EQUIPMENT", units: [unitId] },
  remakeRequest: { reason: "SPILLED" },
  storeStateRequest: { state: "PAUSED", until: at + 900_000, note: "단체 주문", saidAt: at },
  storeStateView: { state: "PAUSED", until: at + 900_000, note: "단체 주문" },
  availabilityView: { itemId: "cold-brew", soldOut: true },
  availabilityRequest: { soldOut: true, of: "option", saidAt: at },
  stockRequest: { received: 100 },
  delayRequest: { ...delay, saidAt: at },
  givenBack,
  salesReport: {
    ...{ from: at, to: at + 8 * 3_600_000 },
    ...{ storeId, day: "2026-11-21", cups: 40, sales_krw: 200_000, counter_krw: 15_000 },
    ...{ remakes: 1, rejectedCups: 2, waitSeconds: { average: 240, longest: 900 } },
    tickets: { all: 30, open: 2, handedOver: 24, unclaimed: 1, rejected: 1, voided: 2 },
    items: [{ itemId: "latte", name: menuExamples.menuItem.name, ...line }],
    hours: [{ hour: 9, tickets: 30, cups: 40, sales_krw: 200_000 }],
    handOvers: [{ handOver: "take-out", tickets: 24, cups: 40, sales_krw: 200_000 }],
    baristas: [{ memberId, cups: 40 }],
    ...{ refunds: [givenBack], refunded_krw: 5_000, refunded_counter_krw: 0 },
  },
  salesQuery: { day: "2026-11-21", from: String(at), to: String(at + 8 * 3_600_000) },
  callBoard: { storeId, n: 5, entries: [{ number: 17, nickname: "미*", state: "READY" }] },
  storeNow: {
    ...{ storeId, at, state: "BUSY", until: at + 900_000, note: "단체 주문", delay },
    ...{ soldOut: ["cold-brew"], soldOutOptions: ["oat-milk"] },
    wait: { orders: 3, minutes: 19 },
  },
  voidView: { orderId, state: "VOIDED" },
};
