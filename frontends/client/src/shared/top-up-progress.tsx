import { useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Link } from "react-router";
import type { TopUpState, TopUps } from "./top-up.ts";
import { useTopUpText } from "./top-up-texts.ts";

type Props = { topUps: TopUps; state: TopUpState; next: string | null };

/** What became of the last wish, until it was read. */
export function TopUpProgress({ topUps, state, next }: Props) {
  const say = useTopUpText();
  const language = useLanguage();
  if (state.phase === "idle") return null;
  const amount = { amount: won(state.wish.amount_krw, language) };
  return (
    <div data-testid="top-up-state" data-phase={state.phase}>
      {state.phase === "sending" ? <Note>{say("sending")}</Note> : null}
      {state.phase === "pending" ? <Note tone="warn">{say("pending", amount)}</Note> : null}
      {state.phase === "settled" ? (
        <Note>
          <p>{say("settled", amount)}</p>
          {next ? (
            <Link className="ui-button" to={next}>
              {say("back")}
            </Link>
          ) : null}
        </Note>
      ) : null}
      {state.phase === "refused" ? (
        <FailureNote error={state.error}>
          <p>{say("refused", amount)}</p>
        </FailureNote>
      ) : null}
      {state.phase === "asking" ? (
        <FailureNote error={state.error}>
          <p>{say("asking", amount)}</p>
          <p className="row">
            <Button onClick={topUps.again}>{say("again")}</Button>
            <Button look="quiet" onClick={topUps.forget}>
              {say("stop")}
            </Button>
          </p>
          <p className="small">{say("stopText")}</p>
        </FailureNote>
      ) : null}
    </div>
  );
}
