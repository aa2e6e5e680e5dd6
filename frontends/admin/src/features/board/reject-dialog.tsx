import { rejectReasons, type TicketView, type UnitView } from "@siren/contracts/barista";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { useState } from "react";
import { useBoardText } from "./texts.ts";

type Props = {
  ticket: TicketView | undefined;
  onClose: () => void;
  /** Without `units` all of it. */
  onReject: (ticket: TicketView, reason: string, units: string[] | undefined) => void;
};

/** The reason is the confirmation: one tap more, and none that says only "are you sure". */
export function RejectDialog({ ticket, onClose, onReject }: Props) {
  const say = useBoardText();
  return (
    <Dialog
      open={ticket !== undefined}
      title={say("rejectTitle", { number: ticket?.number ?? "" })}
      onClose={onClose}
    >
      {ticket ? <Reasons key={ticket.ticketId} {...{ ticket, onClose, onReject }} /> : null}
    </Dialog>
  );
}

const isOpenCup = ({ state }: UnitView) => state === "TODO" || state === "CLAIMED";

function Reasons({ ticket, onClose, onReject }: Props & { ticket: TicketView }) {
  const say = useBoardText();
  const language = useLanguage();
  const cups = ticket.units.filter(isOpenCup);
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const units = cups.map(({ unitId }) => unitId).filter((unitId) => !kept.has(unitId));
  const isWhole = units.length === ticket.units.length;
  function toggle(unitId: string): void {
    const after = new Set(kept);
    if (!after.delete(unitId)) after.add(unitId);
    setKept(after);
  }
  return (
    <>
      <p className="soft">{say("rejectLead")}</p>
      {ticket.units.length > 1 ? (
        <fieldset className="picks">
          <legend>{say("rejectWhich")}</legend>
          {cups.map((unit) => (
            <label key={unit.unitId} className="pick">
              <input
                type="checkbox"
                data-testid="reject-cup"
                checked={!kept.has(unit.unitId)}
                onChange={() => toggle(unit.unitId)}
              />
              <span>
                {localised(unit.name, language)}
                <small>{unit.choices.map((choice) => localised(choice, language)).join(" · ")}</small>
              </span>
            </label>
          ))}
        </fieldset>
      ) : null}
      {units.length === 0 ? <p role="alert">{say("rejectNone")}</p> : null}
      <div className="reasons">
        {rejectReasons.map((reason) => (
          <Button
            key={reason}
            look="danger"
            wide
            disabled={units.length === 0}
            data-testid={`reject-${reason}`}
            onClick={() => {
              onReject(ticket, reason, isWhole ? undefined : units);
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
    </>
  );
}
