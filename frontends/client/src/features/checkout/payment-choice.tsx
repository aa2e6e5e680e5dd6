import { useLanguage, won } from "@siren/web/i18n";
import { Link } from "react-router";
import { useMember } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import type { Method, PaymentOptions } from "./payment-options.ts";

type Props = { options: PaymentOptions; method: Method; onChoose: (method: Method) => void };

export function PaymentChoice({ options, method, onChoose }: Props) {
  const say = useText();
  const language = useLanguage();
  const isMember = useMember() !== null;
  const { cardId, available_krw, isCardEnough } = options;
  return (
    <fieldset className="panel stack">
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
            <strong>{say("card")}</strong>
            <span className="soft small">
              {available_krw === undefined
                ? say("balanceUnknown")
                : say(isCardEnough ? "balance" : "balanceLow", { amount: won(available_krw, language) })}
            </span>
          </span>
        </label>
      ) : null}
      {cardId && !isCardEnough ? (
        <p className="small">
          <Link to="/account" className="ui-link">
            {say("topUpFirst")}
          </Link>
        </p>
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
          <span className="soft small">{say(isMember ? "counterMember" : "counterGuest")}</span>
        </span>
      </label>
      {isMember ? null : (
        <p className="small soft">
          {say("signInForCard")}{" "}
          <Link to="/sign-in?next=/checkout" className="ui-link">
            {say("signIn")}
          </Link>
        </p>
      )}
    </fieldset>
  );
}
