import type { RejectReason, RemakeReason, UnitState } from "@siren/contracts/barista";
import type { EventData, TicketOrder } from "@siren/contracts/events";
import type { LocalText } from "@siren/contracts/menu";
import type { HandOver, PaymentState } from "@siren/contracts/order";

export type TicketState =
  | "QUEUED"
  | "ACCEPTED"
  | "MAKING"
  | "READY"
  | "HANDED_OVER"
  | "UNCLAIMED"
  | "VOIDED"
  | "REJECTED";

export type Remake = { reason: RemakeReason; by: string; at: number };

/** One cup. */
export type Unit = {
  unitId: string;
  itemId: string;
  line: number;
  n: number;
  name: LocalText;
  choices: LocalText[];
  choiceIds: string[];
  /** Which group of the menu each of them is of; empty in tickets from before they were kept. */
  choiceGroups: string[];
  prepSeconds: number;
  unit_krw: number;
  state: UnitState;
  claimedBy: string | null;
  /** A barista who walks away gives the cup back at this moment. */
  claimUntil: number | null;
  /** Who had it when its time ran out: the board asks whether it was made. */
  leftBy: string | null;
  /** How often it was made; more than once only after a remake. */
  doneTimes: number;
  remakes: Remake[];
  /** Why it will not be made. */
  rejectedFor: RejectReason | null;
};

export type Ticket = {
  ticketId: string;
  orderId: string;
  /** The how manieth store of its order, counted from 0. */
  moveNo: number;
  storeId: string;
  businessDay: string;
  number: number;
  nickname: string;
  ownerId: string;
  payment: PaymentState;
  total_krw: number;
  /** What a coupon took off the lines' prices: zero, or below. */
  off_krw: number;
  /** What is not to be paid, because it will not be made. */
  less_krw: number;
  state: TicketState;
  units: Unit[];
  placedAt: number;
  handOver: HandOver;
  /** The board shows it from here on; until then it may be called off for nothing. */
  releaseAt: number;
  pickUpAt: number | null;
  startedAt: number | null;
  readyAt: number | null;
  /** The place and the estimate that were told last. */
  place: number;
  etaAt: number;
  /** The first estimate, by which the board says what is late; the others move with the work. */
  promisedAt: number | null;
  /** What of it is counted and was kept from others for it. */
  stockItems: string[];
  /** When somebody, or its time, last did something to it; an estimate that moved is nobody's doing. */
  touchedAt: number;
  /** When it was last written, with whatever. */
  changedAt: number;
  /** Counts the ticket's events, which makes their versions gap-free. */
  version: number;
};

type TicketEventType =
  | "TicketQueued"
  | "TicketAccepted"
  | "TicketRejected"
  | "TicketVoided"
  | "TicketStarted"
  | "UnitStarted"
  | "UnitDone"
  | "UnitReleased"
  | "UnitRemade"
  | "UnitsRejected"
  | "TicketReady"
  | "TicketRecalled"
  | "TicketPickedUp"
  | "TicketUnclaimed"
  | "TicketPaid"
  | "EtaChanged";

type Told<T extends TicketEventType> = {
  type: T;
  data: Omit<EventData<T>, "ticketId" | "orderId" | "moveNo" | "storeId">;
  /** With it the board gets to see the ticket. */
  isRelease?: true;
};
/** What happened, without what every ticket event says about its ticket. */
export type TicketEvent = { [T in TicketEventType]: Told<T> }[TicketEventType];

/** Whether the staff may know of it. Nobody but its customer touches a ticket that is hidden. */
export const isShown = ({ releaseAt }: Pick<Ticket, "releaseAt">, now: number) => now >= releaseAt;
const openStates: ReadonlySet<TicketState> = new Set(["QUEUED", "ACCEPTED", "MAKING", "READY"]);
export const isOpen = ({ state }: Ticket): boolean => openStates.has(state);

/** Nothing more is to be done about it. */
export const isOver = (unit: Unit): boolean => unit.state === "DONE" || unit.state === "REJECTED";

/** What is to be paid for what is made. */
export const due_krw = ({ total_krw, less_krw }: Ticket): number => Math.max(0, total_krw - less_krw);

/** What so many cups of a line cost, where a coupon took something off: as order counts it, to the won. */
export function paidFor(ticket: Pick<Ticket, "units" | "off_krw">, cups: readonly Unit[]): number {
  const priceOf = (units: readonly Unit[]) => units.reduce((sum, { unit_krw }) => sum + unit_krw, 0);
  const all_krw = priceOf(ticket.units);
  if (all_krw === 0) return 0;
  // The product of two large prices is no safe integer.
  return Number((BigInt(priceOf(cups)) * BigInt(all_krw + ticket.off_krw)) / BigInt(all_krw));
}

export type NewTicketIds = { ticketId: string; unitIds: string[] };

export function cupsOf(order: TicketOrder): number {
  return order.lines.reduce((sum, line) => sum + line.quantity, 0);
}

export function queueTicket(order: TicketOrder, ids: NewTicketIds, now: number): Ticket {
  const unitIds = [...ids.unitIds];
  const units = order.lines.flatMap((line, index) =>
    Array.from(
      { length: line.quantity },
      (_, n): Unit => ({
        unitId: unitIds.shift() ?? "",
        itemId: line.itemId,
        line: index,
        n,
        name: line.name,
        choices: line.choices.map((choice) => choice.name),
        choiceIds: line.choices.map((choice) => choice.choiceId),
        choiceGroups: line.choices.flatMap(({ groupId }) => groupId ?? []),
        prepSeconds: line.prepSeconds,
        unit_krw: line.unit_krw,
        state: "TODO",
        claimedBy: null,
        claimUntil: null,
        leftBy: null,
        doneTimes: 0,
        remakes: [],
        rejectedFor: null,
      }),
    ),
  );
  const { handOver, releaseAt, pickUpAt, moveNo } = order;
  const { orderId, storeId, businessDay, number, nickname, ownerId, payment, total_krw, placedAt } = order;
  return {
    ticketId: ids.ticketId,
    orderId,
    moveNo,
    storeId,
    businessDay,
    number,
    nickname,
    ownerId,
    payment,
    total_krw,
    off_krw: order.adjustments.reduce((sum, { amount_krw }) => sum + Math.min(0, amount_krw), 0),
    less_krw: 0,
    placedAt,
    ...{ handOver, releaseAt, pickUpAt },
    state: "QUEUED",
    units,
    ...untouched(now),
  };
}

/** As every ticket begins. */
const untouched = (now: number) => ({
  ...{ startedAt: null, readyAt: null, place: 0, etaAt: now, promisedAt: null },
  ...{ stockItems: [], touchedAt: now, changedAt: now, version: 0 },
});

/** A void that came before its ticket: the ticket that comes later is refused. */
export function tombstone(
  { orderId, moveNo }: Pick<Ticket, "orderId" | "moveNo">,
  ticketId: string,
  now: number,
): Ticket {
  return {
    ticketId,
    orderId,
    moveNo,
    storeId: "",
    businessDay: "",
    number: 0,
    nickname: "",
    ownerId: "",
    payment: "NONE",
    total_krw: 0,
    off_krw: 0,
    less_krw: 0,
    placedAt: now,
    handOver: "take-out",
    releaseAt: now,
    pickUpAt: null,
    state: "VOIDED",
    units: [],
    ...untouched(now),
  };
}
