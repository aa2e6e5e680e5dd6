import { type RefObject, useEffect } from "react";
import type { Acting } from "./acting.ts";
import type { BoardFeed } from "./board-feed.ts";
import { armedForMs, createBump } from "./bump.ts";
import { expected } from "./expected.ts";
import { nextStep } from "./next-step.ts";

const controls = "button, a, input, select, label, [role=alert]";

/**
 * Two taps anywhere on a card, beside its buttons, move it on. One listener for all of them; that a card waits for its
 * second tap is shown by the style sheet alone, so that a first one costs nothing.
 */
export function useBump(cards: RefObject<HTMLElement | null>, feed: BoardFeed, acting: Acting): void {
  useEffect(() => {
    const element = cards.current;
    if (!element) return;
    const bump = createBump(() => performance.now());
    let disarm = () => {};

    function arm(card: HTMLElement): void {
      card.dataset.armed = "";
      const timer = setTimeout(() => disarm(), armedForMs);
      disarm = () => {
        clearTimeout(timer);
        delete card.dataset.armed;
        disarm = () => {};
      };
    }

    function onClick({ target }: Event): void {
      if (!(target instanceof Element) || target.closest(controls)) return;
      const card = target.closest<HTMLElement>("[data-ticket]");
      const ticketId = card?.dataset.ticket;
      if (!card || !ticketId) return;
      const known = feed.board.get().tickets.get(ticketId)?.ticket;
      const ticket = known && expected(known, feed.taps.all.get().get(ticketId) ?? []);
      const next = ticket && nextStep(ticket);
      if (!next) return;
      const verdict = bump(`${ticketId} ${ticket.state}`);
      if (verdict === "nothing") return;
      disarm();
      if (verdict === "armed") arm(card);
      else acting.act(next.tap, ticket, next.cup);
    }

    element.addEventListener("click", onClick);
    return () => {
      disarm();
      element.removeEventListener("click", onClick);
    };
  }, [cards, feed, acting]);
}
