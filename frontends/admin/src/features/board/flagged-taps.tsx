import { type OrderView, orderView } from "@siren/contracts/order";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useQuery } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";
import type { Board } from "./board-state.ts";
import { isOpen } from "./board-state.ts";
import type { Tapped, Taps, TapsByTicket } from "./taps.ts";
import { type BoardTextKey, useBoardText } from "./texts.ts";

const endWords: Partial<Record<OrderView["state"], BoardTextKey>> = {
  CANCELLED: "flagCANCELLED",
  REJECTED: "flagREJECTED",
  EXPIRED: "flagEXPIRED",
  PICKED_UP: "flagPICKED_UP",
};

/** What was refused of tickets that are no longer on the board, or only as cancelled. */
export const flaggedOf = (board: Board, taps: TapsByTicket): Tapped[] =>
  [...taps.values()].flatMap((own) =>
    own.filter(({ phase, tap }) => {
      const known = board.tickets.get(tap.ticketId)?.ticket;
      return phase === "refused" && !(known && isOpen(known));
    }),
  );

/** Stays until somebody has read it: there may be a cup in their hand that nobody wants any more. */
export function FlaggedTaps({ flagged, onRead }: { flagged: readonly Tapped[]; onRead: Taps["dismiss"] }) {
  const say = useBoardText();
  return (
    <div role="alert">
      {flagged.length > 0 ? (
        <section className="flagged" aria-label={say("flagged")}>
          <h2>{say("flagged")}</h2>
          <p>{say("flagLead")}</p>
          <ul>
            {flagged.map((each) => (
              <Flagged key={each.key} tapped={each} onRead={() => onRead(each)} />
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

function Flagged({ tapped: { about, problem }, onRead }: { tapped: Tapped; onRead: () => void }) {
  const say = useBoardText();
  const language = useLanguage();
  const { api } = useServices();
  const path = `/order/orders/${encodeURIComponent(about.orderId)}`;
  const order = useQuery({
    queryKey: ["flagged", about.orderId],
    queryFn: async ({ signal }) => (await api({ method: "GET", path, answer: orderView, signal })).body,
  });
  const state = order.data?.state;
  const words = problem?.code === "UNIT_CLAIMED" ? "sameWork" : ((state && endWords[state]) ?? "flagOther");
  return (
    <li data-testid="flag" data-number={about.number} data-order-state={state}>
      <p>
        <strong>
          {about.number} {about.nickname}
          {about.cup ? ` · ${localised(about.cup, language)}` : ""}
        </strong>
        <span>{say(words)}</span>
        <small>{problem?.code}</small>
      </p>
      <Button look="quiet" data-testid="flag-read" onClick={onRead}>
        {say("understood")}
      </Button>
    </li>
  );
}
