import { rejectReasons, type TicketView } from "@siren/contracts/barista";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { useText } from "../../shared/texts.ts";

type RejectDialogProps = {
  ticket: TicketView | undefined;
  onClose: () => void;
  onReject: (ticketId: string, reason: string) => void;
};

/** The reason is the confirmation: one tap more, and none that says only "are you sure". */
export function RejectDialog({ ticket, onClose, onReject }: RejectDialogProps) {
  const say = useText();
  return (
    <Dialog
      open={ticket !== undefined}
      title={say("rejectTitle", { number: ticket?.number ?? "" })}
      onClose={onClose}
    >
      <p className="soft">{say("rejectLead")}</p>
      <div className="reasons">
        {rejectReasons.map((reason) => (
          <Button
            key={reason}
            look="danger"
            wide
            data-testid={`reject-${reason}`}
            onClick={() => {
              if (ticket) onReject(ticket.ticketId, reason);
              onClose();
            }}
          >
            {say(`reason${reason}`)}
          </Button>
        ))}
        <Button look="quiet" wide onClick={onClose}>
          {say("cancel")}
        </Button>
      </div>
    </Dialog>
  );
}
