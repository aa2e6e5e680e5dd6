import type { EventData, EventType, TicketOrder } from "./events.ts";
import { at, cardId, couponId, memberId, orderId, storeId, ticketId, unitId } from "./golden-ids.ts";
import { menuExamples } from "./golden-menu.ts";
import { orderExamples } from "./golden-order.ts";

export const goldenOrder: TicketOrder = {
  orderId,
  storeId,
  number: 17,
  businessDay: "2026-11-21",
  nickname: "미나",
  ownerId: memberId,
  payment: "HELD",
  lines: [orderExamples.pricedLine],
  adjustments: [orderExamples.adjustment],
  total_krw: 10_500,
  placedAt: at,
  handOver: "car-side",
  moveNo: 0,
  releaseAt: at + 10_000,
  pickUpAt: at + 1_800_000,
};

const ofOrder = { orderId };
const ofTicket = { ticketId, orderId, storeId, moveNo: 0 };
const ofUnit = { ...ofTicket, unitId, line: 0, n: 1 };
const place = { place: 3, etaAt: at + 240_000 };
const forMember = { memberId, number: 17, storeId, storeName: { ko: "성수점", en: "Seongsu" } };
const notBefore = { memberId, notBefore: at };
const amount = { orderId, amount_krw: 10_500 };
const wanted = { orderId, memberId, cardId, storeId };

/**
 * One example of each event, as it stands on the wire. Those who tell an event and those who hear it are
 * both tested against it, so that neither can change its mind alone. Beside it lie, in `golden-*.ts`, the
 * examples of what is asked, answered and pushed.
 */
export const goldenEvents = {
  StorePublished: menuExamples.storeProfile,
  MenuPublished: menuExamples.publishedMenu,
  MemberRegistered: { memberId, nickname: "미나" },
  NicknameChanged: { memberId, nickname: "민아" },
  MemberDeleted: notBefore,
  SessionRevoked: notBefore,
  CredentialChanged: notBefore,
  AllowanceSet: { memberId, cardId, amount_krw: 30_000, version: 4, expiresAt: at + 43_200_000 },
  CardToppedUp: { memberId, cardId, amount_krw: 50_000 },
  CardInArrears: { memberId, cardId, arrears_krw: 2_000 },
  ArrearsSettled: { orderId, memberId, cardId },
  StarsChanged: { memberId, stars: 7, tier: "GREEN", because: "order" },
  CouponUsed: { memberId, couponId, orderId },
  CouponReturned: { memberId, couponId, orderId },
  HoldPlaced: amount,
  HoldRefused: { orderId, code: "INSUFFICIENT_BALANCE" },
  HoldCaptured: { ...amount, shortfall_krw: 0 },
  HoldReleased: ofOrder,
  Refunded: { ...amount, part: "whole" },
  OrderPlaced: goldenOrder,
  OrderAuthorised: goldenOrder,
  OrderDeferred: { ...goldenOrder, payment: "DEFERRED" },
  OrderCounterDue: { ...goldenOrder, payment: "COUNTER_DUE" },
  OrderPaymentFailed: { orderId, code: "CARD_LOCKED" },
  OrderCancelRequested: ofOrder,
  OrderCancelled: ofOrder,
  OrderExpired: ofOrder,
  OrderRejected: { orderId, reason: "SOLD_OUT" },
  OrderAccepted: ofOrder,
  OrderMaking: { orderId, forMember },
  OrderReady: { orderId, forMember },
  OrderRecalled: ofOrder,
  OrderReduced: { orderId, reason: "EQUIPMENT", amount_krw: 5_000 },
  OrderPickedUp: {
    ...{ orderId, ownerId: memberId, total_krw: 10_500, cardId, paid_krw: 10_500, cups: 2, ownCups: 1 },
  },
  OrderUnclaimed: ofOrder,
  OrderMoved: { ...goldenOrder, moveNo: 1 },
  OrderPositionChanged: ofOrder,
  WalletChanged: { memberId, cardId },
  OrderPaymentChanged: { orderId, paid: { memberId, receipt: orderExamples.receipt } },
  OrderRefundGiven: {
    ...{ orderId, storeId, number: 17, part: "refund-1", amount_krw: 5_000, method: "card" },
    ...{ reason: "식은 커피", at },
  },
  OrderCaptureWanted: { ...wanted, amount_krw: 10_500, deferred: false },
  OrderReleaseWanted: { orderId, memberId, cardId },
  OrderRefundWanted: { ...wanted, part: "whole", amount_krw: 10_500 },
  TicketQueued: { ...ofTicket, ...place },
  TicketAccepted: ofTicket,
  TicketRejected: { ...ofTicket, reason: "EQUIPMENT" },
  TicketVoided: ofTicket,
  TicketStarted: ofTicket,
  UnitStarted: ofUnit,
  UnitDone: ofUnit,
  UnitReleased: { ...ofUnit, because: "lease-lost" },
  UnitRemade: { ...ofUnit, reason: "SPILLED" },
  UnitsRejected: { ...ofTicket, reason: "EQUIPMENT", lines: [{ line: 0, units: 1 }] },
  TicketReady: ofTicket,
  TicketRecalled: ofTicket,
  TicketPickedUp: ofTicket,
  TicketUnclaimed: ofTicket,
  TicketPaid: { ...ofTicket, amount_krw: 10_500 },
  EtaChanged: { ...ofTicket, ...place },
  AvailabilityChanged: { storeId, itemId: "latte", soldOut: true },
  OptionAvailabilityChanged: { storeId, choiceId: "oat-milk", soldOut: true },
  StockChanged: { storeId, itemId: "cookie", free: 90 },
  DelayPosted: { storeId, minutes: 10, until: at + 1_800_000 },
  StoreLoadChanged: { storeId, waiting: 3, drinkSeconds: 300, hands: 2 },
  StoreStateChanged: { storeId, state: "PAUSED", until: at + 900_000, note: "단체 주문" },
} as const satisfies { [T in EventType]: EventData<T> };
