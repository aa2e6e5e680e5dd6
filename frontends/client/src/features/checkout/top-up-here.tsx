import { topUpView } from "@siren/contracts/member";
import { newKey } from "@siren/web/connections";
import { ApiProblem } from "@siren/web/failures";
import { useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { keys } from "../../shared/queries.ts";
import { useServices } from "../../shared/services.ts";
import { wishKey } from "../../shared/wish-key.ts";
import { useCheckoutText } from "./checkout-texts.ts";
import { topUpsFor } from "./payment-options.ts";

/** The provider is a sandbox, which approves this one. */
const paymentToken = "sandbox-card";
const patienceMs = 20_000;

type Props = { cardId: string; missing_krw: number; arrears_krw: number };

/** Too little on the card: what suffices is one tap away, and the checkout stays where it is. */
export function TopUpHere({ cardId, missing_krw, arrears_krw }: Props) {
  const say = useCheckoutText();
  const language = useLanguage();
  const { api } = useServices();
  const client = useQueryClient();
  const topUp = useMutation({
    mutationFn: async (amount_krw: number) => {
      const wish = wishKey(`top-up.${cardId}.${amount_krw}`, newKey);
      try {
        const { body } = await api({
          ...{ method: "POST", path: `/member/cards/${cardId}/topups`, answer: topUpView },
          ...{ body: { amount_krw, paymentToken }, key: wish.key, retryForMs: patienceMs },
        });
        wish.done();
        return body;
      } catch (error) {
        // Refused is an answer; without one it may have been charged, and the next tap is the same wish.
        if (error instanceof ApiProblem) wish.done();
        throw error;
      }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.cards }),
  });
  return (
    <div className="top-up-here">
      {arrears_krw > 0 ? (
        <p className="small">{say("arrearsFirst", { amount: won(arrears_krw, language) })}</p>
      ) : null}
      <div className="row">
        {topUpsFor(missing_krw, arrears_krw).map((amount_krw) => (
          <Button
            key={amount_krw}
            look="quiet"
            data-testid={`top-up-${amount_krw}`}
            disabled={topUp.isPending}
            busy={topUp.isPending && topUp.variables === amount_krw}
            onClick={() => topUp.mutate(amount_krw)}
          >
            {say("topUpBy", { amount: won(amount_krw, language) })}
          </Button>
        ))}
        <Link to="/account?next=/checkout" className="ui-link small">
          {say("topUpHere")}
        </Link>
      </div>
      {topUp.data?.state === "PENDING" ? <Note tone="warn">{say("topUpPending")}</Note> : null}
      {topUp.data?.state === "DECLINED" ? <Note tone="bad">{say("topUpDeclined")}</Note> : null}
      {topUp.error ? <FailureNote error={topUp.error} /> : null}
    </div>
  );
}
