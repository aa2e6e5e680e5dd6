import type { TicketView } from "@siren/contracts/barista";
import { useLanguage, won } from "@siren/web/i18n";
import { useBoardText } from "./texts.ts";

/** What the counter has to know of the money; what is paid needs no word. */
export function PaymentTag({ ticket: { due_krw, payment } }: { ticket: TicketView }) {
  const say = useBoardText();
  const language = useLanguage();
  if (payment === "COUNTER_DUE")
    return (
      <p className="tag" data-tag="COUNTER_DUE" data-due={due_krw ?? undefined}>
        {due_krw === null ? say("toPay") : say("toPayAmount", { amount: won(due_krw, language) })}
      </p>
    );
  if (payment === "DEFERRED")
    return (
      <p className="tag" data-tag="DEFERRED">
        {say("chargedLater")}
      </p>
    );
  if (payment === "PAID_AT_COUNTER")
    return (
      <p className="tag" data-tag="PAID">
        {say("paidAtCounter")}
      </p>
    );
  return null;
}
