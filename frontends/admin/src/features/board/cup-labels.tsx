import type { TicketView } from "@siren/contracts/barista";
import { clockTime, localised, useLanguage } from "@siren/web/i18n";
import { useEffect } from "react";
import { createPortal } from "react-dom";
import { useBoardText } from "./texts.ts";

/** One label a cup, laid out for a label printer; on the screen there is nothing to see of them. */
export function CupLabels({ ticket, onPrinted }: { ticket: TicketView; onPrinted: () => void }) {
  const say = useBoardText();
  const language = useLanguage();
  const cups = ticket.units.filter(({ state }) => state !== "REJECTED");
  useEffect(() => {
    addEventListener("afterprint", onPrinted);
    window.print();
    return () => removeEventListener("afterprint", onPrinted);
  }, [onPrinted]);
  return createPortal(
    <div className="labels" aria-hidden="true">
      {cups.map(({ unitId, name, choices }, at) => (
        <section key={unitId} className="label" data-testid="label">
          <p className="label-head">
            <b>{ticket.number}</b> {ticket.nickname}
            <span>
              {at + 1}/{cups.length}
            </span>
          </p>
          <p className="label-name">{localised(name, language)}</p>
          <p>{choices.map((choice) => localised(choice, language)).join(" · ")}</p>
          <p className="label-foot">
            {say(ticket.handOver)} · {clockTime(ticket.placedAt, language)}
          </p>
        </section>
      ))}
    </div>,
    document.body,
  );
}
