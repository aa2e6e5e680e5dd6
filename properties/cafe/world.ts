import type { IdPrefix } from "@siren/contracts/ids";
import type { HoldView } from "@siren/contracts/member";
import type { PublishedMenu, StoreProfile } from "@siren/contracts/menu";
import type { ProblemCode } from "@siren/contracts/problems";
import type { Ticket } from "../../services/barista/src/domain/ticket.ts";
import type { Transact } from "../../services/barista/src/use-cases/ports.ts";
import type { SagaParts } from "../../services/order/src/use-cases/ports.ts";
import type { Books } from "./books.ts";
import type { Day } from "./day.ts";

export type ServiceName = "order" | "barista" | "member";
export const services = ["order", "barista", "member"] as const;

/** What the driver may ask of each service, as its doors do. */
export type Doors = {
  order: {
    saga: SagaParts;
    /** What menu and member told of before the day began. */
    learn(known: { stores: StoreProfile[]; menus: PublishedMenu[]; guest: string }): Promise<void>;
  };
  barista: { transact: Transact; ticketOf(orderId: string): Promise<Ticket | undefined> };
  member: {
    openCard(card: CardOf): Promise<void>;
    topUp(topUp: CardOf & { topUpId: string; amount_krw: number }): Promise<void>;
    hold(
      order: CardOf & { orderId: string; amount_krw: number; couponId?: string | undefined },
    ): Promise<HoldView>;
  };
};
export type CardOf = { cardId: string; memberId: string };

/** `no answer`: down, or dead before it said anything. */
export type Outcome<T> = { answer: T } | { refused: ProblemCode } | "no answer";

/** What becomes of a question that order asks of another service. */
export const ways = ["heard", "answer lost", "away", "comes late"] as const;
export type Way = (typeof ways)[number];

/** What becomes of a page of a feed on its way. */
export const pageFates = ["as it is", "one by one", "twice", "late", "out of order", "told again"] as const;
export type PageFate = (typeof pageFates)[number];

export type Hearing = { feed: ServiceName; by: ServiceName };
export const hearings: readonly Hearing[] = [
  { feed: "order", by: "barista" },
  { feed: "order", by: "member" },
  { feed: "barista", by: "order" },
  { feed: "member", by: "order" },
];

/** The three services with everything between them; time, crashes and the way of each message are the driver's. */
export type World = {
  now(): number;
  advance(ms: number): void;
  newId(prefix: IdPrefix): string;
  at<N extends ServiceName, T>(
    name: N,
    work: (door: Doors[N]) => Promise<T>,
    way?: Ways,
  ): Promise<Outcome<T>>;
  /** Numbers what its owner committed, and has a page of it taken. */
  carry(hearing: Hearing, fate: PageFate): Promise<void>;
  fireTimers(name: ServiceName, way?: Ways): Promise<void>;
  /** What order asked and gave up waiting for is heard now. */
  arrive(): Promise<void>;
  /** Dies when it has come past so many more of the named steps inside it; 0 is now. */
  crash(name: ServiceName, crash: { afterPoints: number; awayForSteps: number }): Promise<void>;
  /** One more step of the driver: who is away comes back in time. */
  tick(): void;
  /** No more crashes; everybody is there. */
  calm(): Promise<void>;
  /** Whatever is committed is numbered and heard by all; false when there was nothing. */
  carryAll(): Promise<boolean>;
  /** Fires what is due everywhere; false when nothing was. */
  fireAll(): Promise<boolean>;
  books(day: Day): Promise<Books>;
  /** Nothing of this day comes back on another. */
  closeDay(): Promise<void>;
};

export type Ways = { member?: Way; barista?: Way };
