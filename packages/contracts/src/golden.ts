import type { EventData, EventType, TicketOrder } from "./events.ts";

/**
 * One example of each event, as it stands on the wire. Those who tell an event and those who hear it are
 * both tested against it, so that neither can change its mind alone.
 */
const memberId = "mem_01J9ZK3V5QW8XH2N7TB4RCEDFG";
const cardId = "crd_01J9ZK3V5QW8XH2N7TB4RCEDFH";
const orderId = "ord_01J9ZK3V5QW8XH2N7TB4RCEDFJ";
const ticketId = "tkt_01J9ZK3V5QW8XH2N7TB4RCEDFK";
const unitId = "unt_01J9ZK3V5QW8XH2N7TB4RCEDFM";
const storeId = "seongsu";
const at = 1_795_254_681_000;

const latte = { ko: "카페 라떼", en: "Latte" };
const hot = { choiceId: "hot", name: { ko: "따뜻하게", en: "Hot" }, price_krw: 0 };

export const goldenOrder: TicketOrder = {
  orderId,
  storeId,
  number: 17,
  businessDay: "2026-11-21",
  nickname: "미나",
  ownerId: memberId,
  payment: "HELD",
  lines: [
    {
      itemId: "latte",
      name: latte,
      choices: [hot],
      unit_krw: 5_000,
      quantity: 2,
      line_krw: 10_000,
      prepSeconds: 70,
    },
  ],
  total_krw: 10_000,
  placedAt: at,
};

const ofOrder = { orderId };
const ofTicket = { ticketId, orderId, storeId };
const ofUnit = { ...ofTicket, unitId, line: 0, n: 1 };
const place = { place: 3, etaAt: at + 240_000 };
const notBefore = { memberId, notBefore: at };
const amount = { orderId, amount_krw: 10_000 };
const wanted = { orderId, memberId, cardId, storeId };
const allDay = { opens: 0, closes: 1_440 };

export const goldenEvents = {
  StorePublished: {
    storeId,
    name: { ko: "성수점", en: "Seongsu" },
    address: { ko: "서울 성동구 연무장길 12", en: "12 Yeonmujang-gil, Seoul" },
    lat: 37.5424,
    lng: 127.0563,
    week: [null, allDay, allDay, allDay, allDay, allDay, allDay],
    version: 1,
  },
  MenuPublished: {
    storeId,
    menuVersion: 1,
    publishedAt: at,
    categories: [{ categoryId: "espresso", name: { ko: "에스프레소", en: "Espresso" } }],
    items: [
      {
        itemId: "latte",
        categoryId: "espresso",
        name: latte,
        price_krw: 5_000,
        prepSeconds: 70,
        optionGroups: [
          {
            groupId: "temperature",
            name: { ko: "온도", en: "Temperature" },
            min: 1,
            max: 1,
            choices: [{ ...hot, isDefault: true }],
          },
        ],
      },
    ],
  },
  MemberRegistered: { memberId, nickname: "미나" },
  MemberDeleted: notBefore,
  SessionRevoked: notBefore,
  CredentialChanged: notBefore,
  AllowanceSet: { memberId, cardId, amount_krw: 30_000, version: 4, expiresAt: at + 43_200_000 },
  CardToppedUp: { memberId, cardId, amount_krw: 50_000 },
  CardInArrears: { memberId, cardId, arrears_krw: 2_000 },
  ArrearsSettled: { orderId, memberId, cardId },
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
  OrderMaking: ofOrder,
  OrderReady: ofOrder,
  OrderPickedUp: { orderId, ownerId: memberId, total_krw: 10_000 },
  OrderUnclaimed: ofOrder,
  OrderPositionChanged: ofOrder,
  OrderPaymentChanged: ofOrder,
  OrderCaptureWanted: { ...wanted, amount_krw: 10_000, deferred: false },
  OrderReleaseWanted: { orderId, memberId, cardId },
  OrderRefundWanted: { ...wanted, part: "whole", amount_krw: 10_000 },
  TicketQueued: { ...ofTicket, ...place },
  TicketAccepted: ofTicket,
  TicketRejected: { ...ofTicket, reason: "EQUIPMENT" },
  TicketVoided: ofTicket,
  TicketStarted: ofTicket,
  UnitStarted: ofUnit,
  UnitDone: ofUnit,
  UnitReleased: ofUnit,
  TicketReady: ofTicket,
  TicketPickedUp: ofTicket,
  TicketUnclaimed: ofTicket,
  TicketPaid: { ...ofTicket, amount_krw: 10_000 },
  EtaChanged: { ...ofTicket, ...place },
  AvailabilityChanged: { storeId, itemId: "latte", soldOut: true },
  StoreStateChanged: { storeId, state: "PAUSED", until: at + 900_000, note: "단체 주문" },
} as const satisfies { [T in EventType]: EventData<T> };
