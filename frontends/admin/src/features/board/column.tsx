import type { TicketView } from "@siren/contracts/barista";
import { Skeleton } from "@siren/web/ui/skeleton";
import type { ReactNode } from "react";
import type { Acting } from "./acting.ts";
import { ageOf } from "./age.ts";
import type { ColumnName } from "./columns.ts";
import type { Taps } from "./taps.ts";
import { type BoardTextKey, useBoardText } from "./texts.ts";
import { type Asked, TicketCard } from "./ticket-card.tsx";

export const columnWords = {
  new: { title: "columnNew", empty: "emptyNew" },
  making: { title: "columnMaking", empty: "emptyMaking" },
  ready: { title: "columnReady", empty: "emptyReady" },
} as const satisfies Record<ColumnName, { title: BoardTextKey; empty: BoardTextKey }>;

type ColumnProps = {
  name: ColumnName;
  tickets: readonly TicketView[];
  /** Somebody has told what is in it. */
  isKnown: boolean;
  isLoading: boolean;
  now: number;
  me: string;
  taps: Pick<Taps, "all" | "dismiss">;
  acting: Acting;
  onAsk: (asked: Asked) => void;
  /** Above its cards. */
  children?: ReactNode;
};

export function Column({ name, tickets, isKnown, isLoading, now, children, ...shared }: ColumnProps) {
  const say = useBoardText();
  const { title, empty } = columnWords[name];
  return (
    <section id={`column-${name}`} className="column" data-column={name} aria-labelledby={`title-${name}`}>
      <h2 id={`title-${name}`}>
        {say(title)} <b className="count">{tickets.length}</b>
      </h2>
      {isLoading ? <Skeleton height="9rem" /> : null}
      {isKnown && tickets.length === 0 ? <p className="empty">{say(empty)}</p> : null}
      {children}
      {tickets.map((ticket) => (
        // Numbers and words, and not the time: a card that looks the same is the same.
        <TicketCard key={ticket.ticketId} ticket={ticket} {...ageOf(ticket, now)} {...shared} />
      ))}
    </section>
  );
}
