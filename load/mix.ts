import type { Customer } from "../e2e/harness/cafe.ts";
import type { Book } from "../e2e/harness/measured.ts";
import type { Timeline } from "./timeline.ts";

/** An order that somebody was told is placed. */
export type Acknowledged = { customer: Customer; orderId: string; total_krw: number };

export type MixRun = {
  gateways: readonly string[];
  /** Where somebody makes what is ordered. */
  storeIds: readonly string[];
  /** Tells this run's customers from those of other runs. */
  name: string;
  customers: number;
  seconds: number;
  /** No order is begun once all customers together have finished so many. */
  orders: number;
  /** Of an open loop: how many come in. */
  visits: number;
  book: Book;
  timeline: Timeline;
  acknowledged: Acknowledged[];
  /** No order is begun after this. */
  until: AbortSignal;
  /** Nothing more is asked nor waited for after this: somebody has ended the command. */
  signal: AbortSignal;
  random: () => number;
  /** The doors open: what was before is not counted. */
  begin: () => void;
  say: (line: string) => void;
};
