import * as z from "zod/mini";
import { rejectReason, remakeReason, storeState } from "./barista.ts";
import type { FeedOwner } from "./feeds.ts";
import { cardId, couponId, instant, memberId, orderId, slug, ticketId, unitId } from "./ids.ts";
import { localText, publishedMenu, storeProfile } from "./menu.ts";
import { krw } from "./money.ts";
import { adjustment, handOver, paymentState, pricedLine, receipt } from "./order.ts";
import { tier } from "./wallet.ts";

/** What a ticket needs to be made and called without asking anybody back. */
export const ticketOrder = z.object({
  orderId,
  storeId: slug,
  number: z.int(),
  businessDay: z.string(),
  nickname: z.string(),
  /** A member's id or a guest's hash; barista never shows it. */
  ownerId: z.string(),
  payment: paymentState,
  lines: z.array(pricedLine),
  adjustments: z._default(z.array(adjustment), []),
  total_krw: krw,
  placedAt: instant,
  handOver: z._default(handOver, "take-out"),
  /** Counts the stores that it was moved through; a ticket is unique by order and this. */
  moveNo: z._default(z.int().check(z.gte(0)), 0),
  /** The board shows it from here on: nobody starts a cup that may still be called off for nothing. */
  releaseAt: z._default(instant, 0),
  /** When the customer wants to come; null is as soon as possible. */
  pickUpAt: z._default(z.nullable(instant), null),
});
export type TicketOrder = z.infer<typeof ticketOrder>;

const notBefore = z.object({ memberId, notBefore: instant });
const ofOrder = z.object({ orderId });
/** What is needed to write to the member about it, without asking anybody; a guest has no address. */
const forMember = z.object({
  memberId,
  number: z.int(),
  storeId: slug,
  /** Null in orders from before it was kept. */
  storeName: z.nullable(localText),
});
const toldToMember = z.object({ orderId, forMember: z.optional(forMember) });
/** `moveNo`: absent where a ticket is older than that. */
const ofTicket = z.object({ ticketId, orderId, storeId: slug, moveNo: z.optional(z.int()) });
const ofUnit = z.object({ ...ofTicket.shape, unitId, line: z.int(), n: z.int() });
const amountOfOrder = z.object({ orderId, amount_krw: krw });

const menuEvents = {
  StorePublished: storeProfile,
  MenuPublished: publishedMenu,
} as const;

const memberEvents = {
  MemberRegistered: z.object({ memberId, nickname: z.string() }),
  NicknameChanged: z.object({ memberId, nickname: z.string() }),
  MemberDeleted: notBefore,
  SessionRevoked: notBefore,
  CredentialChanged: notBefore,
  /** What order may promise against the card while member cannot be asked. */
  AllowanceSet: z.object({
    memberId,
    cardId,
    amount_krw: krw,
    version: z.int(),
    expiresAt: instant,
  }),
  CardToppedUp: z.object({ memberId, cardId, amount_krw: krw }),
  CardInArrears: z.object({ memberId, cardId, arrears_krw: krw }),
  /** What the card is good for after it, so that a page can show it without asking. */
  StarsChanged: z.object({ memberId, stars: z.int(), tier, because: z.string() }),
  CouponUsed: z.object({ memberId, couponId, orderId }),
  /** The order came to nothing; the coupon may be used again. */
  CouponReturned: z.object({ memberId, couponId, orderId }),
  HoldPlaced: amountOfOrder,
  HoldRefused: z.object({ orderId, code: z.string() }),
  HoldCaptured: z.object({ orderId, amount_krw: krw, shortfall_krw: krw }),
  /** What this order lacked was paid later, by a top-up or by money that came back to the card. */
  ArrearsSettled: z.object({ orderId, memberId, cardId }),
  HoldReleased: ofOrder,
  Refunded: z.object({ orderId, part: z.string(), amount_krw: krw }),
} as const;

const orderEvents = {
  OrderPlaced: ticketOrder,
  OrderAuthorised: ticketOrder,
  OrderDeferred: ticketOrder,
  OrderCounterDue: ticketOrder,
  OrderPaymentFailed: z.object({ orderId, code: z.string() }),
  OrderCancelRequested: ofOrder,
  OrderCancelled: ofOrder,
  OrderExpired: ofOrder,
  OrderRejected: z.object({ orderId, reason: z.string() }),
  OrderAccepted: ofOrder,
  OrderMaking: toldToMember,
  OrderReady: toldToMember,
  /** Taken back by the counter although it was ready. */
  OrderRecalled: ofOrder,
  /** The store makes some of it only: what is missing is not charged, or given back. */
  OrderReduced: z.object({ orderId, reason: z.string(), amount_krw: krw }),
  /** What stars are counted from: paid in won by which card, how many drinks, how many in an own cup. */
  OrderPickedUp: z.object({
    orderId,
    ownerId: z.string(),
    total_krw: krw,
    cardId: z._default(z.nullable(cardId), null),
    paid_krw: z._default(krw, 0),
    cups: z._default(z.int(), 0),
    ownCups: z._default(z.int(), 0),
  }),
  OrderUnclaimed: ofOrder,
  /** The ticket at the store before is void; this is the one at the new store. */
  OrderMoved: ticketOrder,
  /** Nobody but the customer's page wants this: it carries its live record. */
  OrderPositionChanged: ofOrder,
  /** As well: a card changed by something else than its owner's orders. */
  WalletChanged: z.object({ memberId, cardId }),
  /** `paid`: with this the whole of a member's order was paid, and this is its paper. */
  OrderPaymentChanged: z.object({
    orderId,
    paid: z.optional(z.object({ memberId, receipt })),
  }),
  /** By a manager, for what was handed over or what the till had taken; the store's report counts it. */
  OrderRefundGiven: z.object({
    orderId,
    storeId: slug,
    number: z.int(),
    part: z.string(),
    amount_krw: krw,
    method: z.enum(["card", "counter"]),
    reason: z.string(),
    at: instant,
  }),
  /** `deferred`: there was no hold; member takes the money now and notes what is missing as arrears. */
  OrderCaptureWanted: z.object({
    orderId,
    memberId,
    cardId,
    storeId: slug,
    amount_krw: krw,
    deferred: z.boolean(),
  }),
  OrderReleaseWanted: z.object({ orderId, memberId, cardId }),
  OrderRefundWanted: z.object({
    orderId,
    memberId,
    cardId,
    storeId: slug,
    part: z.string(),
    amount_krw: krw,
  }),
} as const;

const baristaEvents = {
  TicketQueued: z.object({ ...ofTicket.shape, place: z.int(), etaAt: instant }),
  TicketAccepted: ofTicket,
  TicketRejected: z.object({ ...ofTicket.shape, reason: rejectReason }),
  TicketVoided: ofTicket,
  /** The first cup was started: from here the drink is being made and the money is due. */
  TicketStarted: ofTicket,
  UnitStarted: ofUnit,
  /** Given back, by hand or because its lease ran out. */
  UnitReleased: z.object({
    ...ofUnit.shape,
    /** `lease-lost`: whoever had it has gone quiet, and the board asks whether the cup was made. */
    because: z._default(z.enum(["given-back", "lease-lost"]), "given-back"),
  }),
  UnitDone: ofUnit,
  UnitRemade: z.object({ ...ofUnit.shape, reason: remakeReason }),
  /** Some cups will not be made; the ticket goes on with the rest. */
  UnitsRejected: z.object({
    ...ofTicket.shape,
    reason: rejectReason,
    lines: z.array(z.object({ line: z.int().check(z.gte(0)), units: z.int().check(z.gte(1)) })),
  }),
  TicketReady: ofTicket,
  /** Taken back by the counter although it was ready. */
  TicketRecalled: ofTicket,
  TicketPickedUp: ofTicket,
  TicketUnclaimed: ofTicket,
  TicketPaid: z.object({ ...ofTicket.shape, amount_krw: krw }),
  EtaChanged: z.object({ ...ofTicket.shape, place: z.int(), etaAt: instant }),
  AvailabilityChanged: z.object({ storeId: slug, itemId: slug, soldOut: z.boolean() }),
  OptionAvailabilityChanged: z.object({ storeId: slug, choiceId: slug, soldOut: z.boolean() }),
  /** Bottles and food that are counted; null is not counted (any more). */
  StockChanged: z.object({ storeId: slug, itemId: slug, free: z.nullable(z.int().check(z.gte(0))) }),
  /** The store is so late, until then; 0 minutes: no longer. */
  DelayPosted: z.object({ storeId: slug, minutes: z.int().check(z.gte(0)), until: instant }),
  /** What a quote's place and minutes are made of. */
  StoreLoadChanged: z.object({
    storeId: slug,
    waiting: z.int().check(z.gte(0)),
    drinkSeconds: z.int().check(z.gte(0)),
    hands: z.int().check(z.gte(1)),
  }),
  StoreStateChanged: z.object({
    storeId: slug,
    state: storeState,
    until: z.nullable(instant),
    note: z.nullable(z.string()),
  }),
} as const;

export const eventsOf = {
  menu: menuEvents,
  member: memberEvents,
  order: orderEvents,
  barista: baristaEvents,
} as const satisfies Record<FeedOwner, Record<string, z.ZodMiniType>>;

export const eventCatalogue = { ...menuEvents, ...memberEvents, ...orderEvents, ...baristaEvents } as const;

export type EventType = keyof typeof eventCatalogue;
export type EventData<T extends EventType> = z.infer<(typeof eventCatalogue)[T]>;
export type EventTypeOf<O extends FeedOwner> = keyof (typeof eventsOf)[O] & EventType;
