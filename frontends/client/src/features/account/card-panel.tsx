import { topUpView } from "@siren/contracts/member";
import { newKey } from "@siren/web/connections";
import { useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys, useCards } from "../../shared/queries.ts";
import { useServices, useSession } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";

const amounts = [10_000, 30_000, 50_000] as const;
/** The provider is a sandbox, which approves this one. */
const paymentToken = "sandbox-card";
const patienceMs = 20_000;

export function CardPanel() {
  const say = useText();
  const language = useLanguage();
  const { api } = useServices();
  const client = useQueryClient();
  const isAway = useSession().kind === "outage";
  const { data: cards, error } = useCards();
  const card = cards?.[0];
  const topUp = useMutation({
    mutationFn: async (amount_krw: number) => {
      const path = `/member/cards/${card?.cardId}/topups`;
      const body = { amount_krw, paymentToken };
      const call = {
        method: "POST",
        path,
        answer: topUpView,
        body,
        key: newKey(),
        retryForMs: patienceMs,
      } as const;
      return (await api(call)).body;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.cards }),
  });

  if (isAway) return <Note tone="warn">{say("cardAway")}</Note>;
  return (
    <section className="stack">
      <div className="siren-card">
        <span>{say("myCard")}</span>
        <strong data-testid="card-balance">
          {card ? won(card.available_krw, language) : <Skeleton height="1.2em" width="6em" />}
        </strong>
        <span className="small">
          {card && card.held_krw > 0 ? say("held", { amount: won(card.held_krw, language) }) : null}{" "}
          {card && card.arrears_krw > 0 ? say("owed", { amount: won(card.arrears_krw, language) }) : null}
        </span>
      </div>
      {error ? <FailureNote error={error} /> : null}
      <fieldset className="top-up">
        <legend className="ui-unseen">{say("topUp")}</legend>
        {amounts.map((amount_krw) => (
          <Button
            key={amount_krw}
            look="quiet"
            disabled={!card}
            busy={topUp.isPending && topUp.variables === amount_krw}
            onClick={() => topUp.mutate(amount_krw)}
          >
            +{won(amount_krw, language)}
          </Button>
        ))}
      </fieldset>
      {topUp.data?.state === "SETTLED" ? (
        <Note>{say("topUpDone", { amount: won(topUp.data.amount_krw, language) })}</Note>
      ) : null}
      {topUp.data?.state === "PENDING" ? <Note tone="warn">{say("topUpPending")}</Note> : null}
      {topUp.error ? <FailureNote error={topUp.error} /> : null}
    </section>
  );
}
