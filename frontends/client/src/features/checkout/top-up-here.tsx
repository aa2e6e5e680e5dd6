import { useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useObservable } from "@siren/web/use-observable";
import { useEffect } from "react";
import { Link } from "react-router";
import { TopUpProgress } from "../../shared/top-up-progress.tsx";
import { useTopUps } from "../../shared/use-top-ups.ts";
import { useCheckoutText } from "./checkout-texts.ts";
import { topUpsFor } from "./payment-options.ts";

/** The provider is a sandbox, which approves this one. */
const paymentToken = "sandbox-card";

type Props = { memberId: string; cardId: string; missing_krw: number; arrears_krw: number };

/** Too little on the card: what suffices is one tap away, and the checkout stays where it is. One wish at a time. */
export function TopUpHere({ memberId, cardId, missing_krw, arrears_krw }: Props) {
  const say = useCheckoutText();
  const language = useLanguage();
  const topUps = useTopUps(memberId);
  const state = useObservable(topUps.state);
  useEffect(() => topUps.open(), [topUps]);
  const isOpen = state.phase === "idle" || state.phase === "settled" || state.phase === "refused";
  return (
    <div className="top-up-here">
      {arrears_krw > 0 ? (
        <p className="small">{say("arrearsFirst", { amount: won(arrears_krw, language) })}</p>
      ) : null}
      <TopUpProgress topUps={topUps} state={state} next={null} />
      {state.phase === "pending" ? <p className="small">{say("topUpPending")}</p> : null}
      <div className="row">
        {topUpsFor(missing_krw, arrears_krw).map((amount_krw) => (
          <Button
            key={amount_krw}
            look="quiet"
            data-testid={`top-up-${amount_krw}`}
            disabled={!isOpen}
            busy={state.phase === "sending" && state.wish.amount_krw === amount_krw}
            onClick={() => topUps.wish({ cardId, amount_krw, paymentToken })}
          >
            {say("topUpBy", { amount: won(amount_krw, language) })}
          </Button>
        ))}
        <Link to="/account/card?next=/checkout" className="ui-link small">
          {say("topUpHere")}
        </Link>
      </div>
    </div>
  );
}
