import type { TicketView } from "@siren/contracts/barista";
import { useLanguage, won } from "@siren/web/i18n";
import { useOrderTotal } from "../../shared/queries.ts";
import { useBoardText } from "./texts.ts";

/** What the counter has to know of the money; what is paid needs no word. */
export function PaymentTag({ ticket: { orderId, payment } }: { ticket: TicketView }) {
  const say = useBoardText();
  if (payment === "COUNTER_DUE") return <Due orderId={orderId} />;
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

function Due({ orderId }: { orderId: string }) {
  const say = useBoardText();
  const language = useLanguage();
  const total = useOrderTotal(orderId, true);
  return (
    <p className="tag" data-tag="COUNTER_DUE">
      {total === undefined ? say("toPay") : say("toPayAmount", { amount: won(total, language) })}
    </p>
  );
}
