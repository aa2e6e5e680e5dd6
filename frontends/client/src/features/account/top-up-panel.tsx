import { topUpBounds } from "@siren/contracts/member";
import { useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { Note } from "@siren/web/ui/note";
import { useObservable } from "@siren/web/use-observable";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { TopUpProgress } from "../../shared/top-up-progress.tsx";
import { useTopUps } from "../../shared/use-top-ups.ts";
import { useCardText } from "./card-texts.ts";
import { amountTyped, offeredAmounts, type SandboxCard, sandboxCards, tokenOf } from "./top-up-amount.ts";

type Props = { memberId: string; cardId: string | undefined; isAway: boolean; next: string | null };
type Picked = number | "other";

/** How much, by which card; what was wished goes on over a reload and is charged once. */
export function TopUpPanel({ memberId, cardId, isAway, next }: Props) {
  const say = useCardText();
  const language = useLanguage();
  const form = useRef<HTMLFormElement>(null);
  const topUps = useTopUps(memberId);
  const state = useObservable(topUps.state);
  const [picked, setPicked] = useState<Picked>(30_000);
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const [card, setCard] = useState<SandboxCard>("sandbox");
  useEffect(() => topUps.open(), [topUps]);
  const isOver = state.phase === "idle" || state.phase === "settled" || state.phase === "refused";
  const isOpen = isOver && !isAway;
  const amount_krw = picked === "other" ? amountTyped(typed) : picked;
  const range = {
    least: won(topUpBounds.least_krw, language),
    most: won(topUpBounds.most_krw, language),
  };

  function submit(event: FormEvent): void {
    event.preventDefault();
    setWrong(amount_krw === null);
    if (amount_krw === null) form.current?.querySelector<HTMLInputElement>("[name=other]")?.focus();
    else if (cardId && isOpen) topUps.wish({ cardId, amount_krw, paymentToken: tokenOf(card) });
  }

  return (
    <form ref={form} className="panel stack" onSubmit={submit} noValidate>
      {isAway ? <Note tone="warn">{say("away")}</Note> : null}
      <TopUpProgress topUps={topUps} state={state} next={next} />
      <fieldset disabled={!isOpen}>
        <legend>{say("amount")}</legend>
        <div className="option-row">
          {[...offeredAmounts, "other" as const].map((each) => (
            <label key={each} className="option">
              <input
                type="radio"
                name="amount"
                data-testid={`amount-${each}`}
                checked={picked === each}
                onChange={() => setPicked(each)}
              />
              <span>{each === "other" ? say("other") : won(each, language)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {picked === "other" ? (
        <Field
          label={say("otherLabel")}
          hint={say("otherHint", range)}
          name="other"
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
          disabled={!isOpen}
          value={typed}
          error={isWrong ? say("otherWrong", range) : undefined}
          onChange={({ target }) => {
            setTyped(target.value);
            setWrong(false);
          }}
        />
      ) : null}
      <fieldset disabled={!isOpen}>
        <legend>{say("payBy")}</legend>
        <div className="stack-tight">
          {sandboxCards.map((each) => (
            <label key={each} className="pay-option">
              <input
                type="radio"
                name="pay-by"
                data-testid={`pay-by-${each}`}
                checked={card === each}
                onChange={() => setCard(each)}
              />
              <span>{say(`pay_${each}`)}</span>
            </label>
          ))}
        </div>
        <p className="soft small">{say("sandbox")}</p>
      </fieldset>
      <Button
        type="submit"
        wide
        disabled={!cardId || !isOpen}
        busy={state.phase === "sending"}
        data-testid="top-up"
      >
        {say("doTopUp", { amount: amount_krw === null ? "" : won(amount_krw, language) }).trim()}
      </Button>
    </form>
  );
}
