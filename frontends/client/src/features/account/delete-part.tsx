import type { AccountView } from "@siren/contracts/accounts";
import { ApiProblem } from "@siren/web/failures";
import { useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { keys } from "../../shared/query-keys.ts";
import { useServices } from "../../shared/services.ts";
import { useDataText } from "./data-texts.ts";
import { hindrances } from "./leaving.ts";
import { ProofField, useProof } from "./proof-field.tsx";
import { useCardsNow } from "./siren-card.tsx";

/** The account's end: what goes, what stays and why, what stands in its way; and once more, "really?". */
export function DeletePart({ account }: { account: AccountView }) {
  const word = useDataText();
  const language = useLanguage();
  const [isAsked, setAsked] = useState(false);
  const { cards = [] } = useCardsNow();
  const inTheWay = hindrances(cards).filter(({ because }) => because !== "won");
  return (
    <section className="panel stack" aria-labelledby="delete">
      <h2 id="delete">{word("deleteTitle")}</h2>
      <p className="small">{word("deleteText")}</p>
      <h3>{word("keptTitle")}</h3>
      <p className="small">{word("keptText")}</p>
      {inTheWay.map(({ because, amount_krw }) => (
        <Note key={because} tone="warn">
          {word(because, { amount: won(amount_krw, language) })}
        </Note>
      ))}
      <Button
        look="danger"
        disabled={inTheWay.length > 0}
        onClick={() => setAsked(true)}
        data-testid="delete-begin"
      >
        {word("begin")}
      </Button>
      <Dialog open={isAsked} title={word("sure")} onClose={() => setAsked(false)}>
        <DeleteForm account={account} onClose={() => setAsked(false)} />
      </Dialog>
    </section>
  );
}

function DeleteForm({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const word = useDataText();
  const language = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { session } = useServices();
  const { cards = [] } = useCardsNow();
  const left_krw = hindrances(cards).find(({ because }) => because === "won")?.amount_krw ?? 0;
  const amount = { amount: won(left_krw, language) };
  const [isForfeit, setForfeit] = useState(false);
  const [isTried, setTried] = useState(false);
  const leave = useMutation({
    mutationFn: (body: { current?: string; forfeitBalance?: boolean }) => session.leaveForGood(body),
    onSuccess: () => navigate("/goodbye", { replace: true }),
    onError: () => client.invalidateQueries({ queryKey: keys.cards }),
  });
  const proof = useProof(account, leave);
  const isUnagreed = left_krw > 0 && !isForfeit;
  const isNotNow = leave.error instanceof ApiProblem && leave.error.code === "ILLEGAL_TRANSITION";
  const plainError = isNotNow ? null : proof.otherError;

  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (proof.check() && !isUnagreed && !leave.isPending)
          leave.mutate({ ...proof.body, ...(isForfeit && { forfeitBalance: true }) });
      }}
    >
      {left_krw > 0 ? (
        <>
          <p>{word("won", amount)}</p>
          <label className="check-line">
            <input
              type="checkbox"
              checked={isForfeit}
              aria-invalid={(isTried && isUnagreed) || undefined}
              aria-describedby="forfeit-missing"
              onChange={({ target }) => setForfeit(target.checked)}
            />
            <span>{word("forfeit", amount)}</span>
          </label>
          <span id="forfeit-missing" className="ui-field-error" aria-live="polite">
            {isTried && isUnagreed ? word("forfeitMissing") : null}
          </span>
        </>
      ) : null}
      <ProofField {...proof.field} />
      {isNotNow ? <Note tone="bad">{word("notNow")}</Note> : null}
      {plainError ? <FailureNote error={plainError} /> : null}
      <div className="ui-dialog-actions">
        <Button look="quiet" onClick={onClose} disabled={leave.isPending}>
          {word("keep")}
        </Button>
        <Button type="submit" look="danger" busy={leave.isPending} data-testid="delete-account">
          {word("doDelete")}
        </Button>
      </div>
    </form>
  );
}
