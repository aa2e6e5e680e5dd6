import type { UnitState } from "@siren/contracts/barista";
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

/** One cup. */
export type Unit = {
  unitId: string;
  line: number;
  n: number;
  name: LocalText;
  choices: LocalText[];
  prepSeconds: number;
  state: UnitState;
  claimedBy: string | null;
  /** A barista who walks away gives the cup back at this moment. */
  claimUntil: number | null;
  /** How often it was made; more than once only after a remake. */
  doneTimes: number;
};

export type Ticket = {
  ticketId: string;
  orderId: string;
  /** The how manieth store of its order, counted from 0. */
  moveNo: number;
  storeId: string;
  number: number;
  nickname: string;
  ownerId: string;
  payment: PaymentState;
  total_krw: number;
  state: TicketState;
  units: Unit[];
  placedAt: number;
  handOver: HandOver;
  /** The board shows it from here on; until then it may be called off for nothing. */
  releaseAt: number;
  pickUpAt: number | null;
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
  | "TicketReady"
  | "TicketPickedUp"
  | "TicketUnclaimed"
  | "TicketPaid"
  | "EtaChanged";

type Told<T extends TicketEventType> = {
  type: T;
  data: Omit<EventData<T>, "ticketId" | "orderId" | "moveNo" | "storeId">;
};
/** What happened, without what every ticket event says about its ticket. */
export type TicketEvent = { [T in TicketEventType]: Told<T> }[TicketEventType];

/** Whether the staff may know of it. Nobody but its customer touches a ticket that is hidden. */
export const isShown = ({ releaseAt }: Pick<Ticket, "releaseAt">, now: number) => now >= releaseAt;

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
        line: index,
        n,
        name: line.name,
        choices: line.choices.map((choice) => choice.name),
        prepSeconds: line.prepSeconds,
        state: "TODO",
        claimedBy: null,
        claimUntil: null,
        doneTimes: 0,
      }),
    ),
  );
  const { orderId, storeId, number, nickname, ownerId, payment, total_krw, placedAt } = order;
  const { handOver, releaseAt, pickUpAt, moveNo } = order;
  return {
    ticketId: ids.ticketId,
    orderId,
    moveNo,
    storeId,
    number,
    nickname,
    ownerId,
    payment,
    total_krw,
    placedAt,
    ...{ handOver, releaseAt, pickUpAt },
    state: "QUEUED",
    units,
    changedAt: now,
    version: 0,
  };
}

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
    number: 0,
    nickname: "",
    ownerId: "",
    payment: "NONE",
    total_krw: 0,
    placedAt: now,
    handOver: "take-out",
    releaseAt: now,
    pickUpAt: null,
    state: "VOIDED",
    units: [],
    changedAt: now,
    version: 0,
  };
}
