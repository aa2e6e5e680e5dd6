import type { TicketView } from "@siren/contracts/barista";
import type { Acting } from "./acting.ts";
import type { Board } from "./board-state.ts";
import { CupLabels } from "./cup-labels.tsx";
import { expected } from "./expected.ts";
import { RejectDialog } from "./reject-dialog.tsx";
import { RemakeDialog } from "./remake-dialog.tsx";
import type { TapsByTicket } from "./taps.ts";
import type { Asked } from "./ticket-card.tsx";

type Props = {
  asked: Asked | undefined;
  board: Board;
  tapped: TapsByTicket;
  acting: Acting;
  onClose: () => void;
};

/** What a card asks before it can be sent; one at a time, over the whole board. */
export function BoardDialogs({ asked, board, tapped, acting, onClose }: Props) {
  const told = asked && board.tickets.get(asked.ticketId)?.ticket;
  const ticket: TicketView | undefined = told && expected(told, tapped.get(told.ticketId) ?? []);
  const isAbout = (about: Asked["about"]) => (asked?.about === about ? ticket : undefined);
  const cup =
    asked?.about === "remake" ? ticket?.units.find(({ unitId }) => unitId === asked.unitId) : undefined;
  const labelled = isAbout("labels");
  return (
    <>
      <RejectDialog
        ticket={isAbout("reject")}
        onClose={onClose}
        onReject={(of, reason, units) =>
          acting.act({ verb: "reject", ticketId: of.ticketId, reason, units }, of)
        }
      />
      <RemakeDialog
        unit={cup}
        onClose={onClose}
        onRemake={(unit, reason) => {
          if (!ticket) return;
          const { ticketId } = ticket;
          acting.act({ verb: "remake", ticketId, unitId: unit.unitId, reason }, ticket, unit);
        }}
      />
      {labelled ? <CupLabels key={labelled.ticketId} ticket={labelled} onPrinted={onClose} /> : null}
    </>
  );
}
