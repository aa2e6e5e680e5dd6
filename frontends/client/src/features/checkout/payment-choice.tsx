import { useLanguage, won } from "@siren/web/i18n";
import { Skeleton } from "@siren/web/ui/skeleton";
import { Link } from "react-router";
import { useMember } from "../../shared/services.ts";
import { useCheckoutText } from "./checkout-texts.ts";
import type { Method, PaymentOptions } from "./payment-options.ts";
import { TopUpHere } from "./top-up-here.tsx";

type Props = {
  options: PaymentOptions;
  method: Method;
  total_krw: number | undefined;
  onChoose: (method: Method) => void;
};

export function PaymentChoice({ options, method, total_krw, onChoose }: Props) {
  const say = useCheckoutText();
  const language = useLanguage();
  const memberId = useMember()?.memberId;
  const { cardId, available_krw, isCardAway, isCardEnough, arrears_krw } = options;
  const missing_krw =
    available_krw === undefined || total_krw === undefined ? 0 : Math.max(0, total_krw - available_krw);
  return (
    <fieldset className="panel choices" id="payment">
      <legend>{say("howToPay")}</legend>
      {cardId ? (
        <label className="pay-option" data-testid="pay-card">
          <input
            type="radio"
            name="method"
            checked={method === "card"}
            disabled={!isCardEnough}
            onChange={() => onChoose("card")}
          />
          <span>
            <strong>{say("cardNumber", { n: `··${cardId.slice(-4)}` })}</strong>
            <span className="soft small">
              {available_krw !== undefined ? (
                say(isCardEnough ? "balance" : "balanceLow", {
                  amount: won(available_krw, language),
                  missing: won(missing_krw, language),
                })
              ) : isCardAway ? (
                say("balanceUnknown")
              ) : (
                <Skeleton height="1em" width="7em" />
              )}
            </span>
          </span>
        </label>
      ) : null}
      {memberId && cardId && missing_krw > 0 ? (
        <TopUpHere {...{ memberId, cardId, missing_krw, arrears_krw }} />
      ) : null}
      <label className="pay-option" data-testid="pay-counter">
        <input
          type="radio"
          name="method"
          checked={method === "counter"}
          onChange={() => onChoose("counter")}
        />
        <span>
          <strong>{say("counter")}</strong>
          <span className="soft small">{say(memberId ? "counterMember" : "counterGuest")}</span>
        </span>
      </label>
      {memberId ? null : (
        <p className="small soft">
          {say("signInForCard")}{" "}
          <Link to="/sign-in?next=/checkout" className="ui-link">
            {say("waySignIn")}
          </Link>
        </p>
      )}
    </fieldset>
  );
}
