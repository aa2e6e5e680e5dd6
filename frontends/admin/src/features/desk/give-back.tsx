import { type Receipt, receipt, refundPreview } from "@siren/contracts/order";
import { ApiProblem } from "@siren/web/failures";
import { useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote, Note } from "@siren/web/ui/note";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useServices } from "../../shared/services.ts";
import { Asked } from "./desk-parts.tsx";
import { Given, NothingLeft, NotYet, RefundConfirm, type Wish } from "./refund-confirm.tsx";
import { RefundLines } from "./refund-lines.tsx";
import { useRefundText } from "./refund-texts.ts";
import { isConflict, useKeyedSend } from "./use-keyed-send.ts";

const longestReason = 200;
export const refundKey = (orderId: string) => ["desk", "refund", orderId];

type Quantities = Readonly<Record<number, number>>;

/** What could go back now: all of it or cup by cup, counted by the server before anybody says yes. */
export function GiveBack({ paper, nickname }: { paper: Receipt; nickname: string }) {
  const say = useRefundText();
  const language = useLanguage();
  const { api } = useServices();
  const client = useQueryClient();
  const send = useKeyedSend();
  const { orderId } = paper;
  const path = `/order/orders/${encodeURIComponent(orderId)}`;
  const [isAll, setAll] = useState(true);
  const [picked, setPicked] = useState<Quantities>({});
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const [asks, setAsks] = useState<Wish | null>(null);
  const lines = Object.entries(picked)
    .filter(([, quantity]) => quantity > 0)
    .map(([line, quantity]) => ({ line: Number(line), quantity }));
  const wish = isAll ? {} : { lines };
  const ask = (body: object, signal: AbortSignal) =>
    api({ method: "POST", path: `${path}/refund-preview`, answer: refundPreview, body, signal });
  const standing = useQuery({
    queryKey: [...refundKey(orderId), "standing", paper.refunds.length],
    queryFn: async ({ signal }) => (await ask({}, signal)).body,
  });
  const preview = useQuery({
    queryKey: [...refundKey(orderId), "preview", paper.refunds.length, wish],
    enabled: isAll || lines.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await ask(wish, signal)).body,
  });
  const lookAgain = () => void client.invalidateQueries({ queryKey: refundKey(orderId) });
  const give = useMutation({
    mutationFn: ({ amount_krw, lines, reason }: Wish) =>
      send({
        ...{ method: "POST", path: `${path}/refund`, answer: receipt },
        body: { ...(lines && { lines }), reason, expected_krw: amount_krw },
      }),
    onSuccess(fresh) {
      client.setQueryData([...refundKey(orderId), "receipt"], fresh);
      setPicked({});
      setReason("");
      setTried(false);
    },
    onSettled: lookAgain,
  });

  if (standing.error instanceof ApiProblem && standing.error.code === "ILLEGAL_TRANSITION") return <NotYet />;
  return (
    <Asked query={standing}>
      {({ left_krw, lines: leftLines }) => {
        if (left_krw === 0)
          return <NothingLeft given_krw={give.variables?.amount_krw} isGiven={give.isSuccess} />;
        const isPicked = isAll || lines.length > 0;
        const goes_krw =
          isPicked && preview.data && !preview.isPlaceholderData ? preview.data.amount_krw : null;
        const reasonFault =
          isTried && (reason.trim() === "" || reason.trim().length > longestReason)
            ? say("reasonWrong")
            : undefined;
        const submit = (event: FormEvent) => {
          event.preventDefault();
          setTried(true);
          const said = reason.trim();
          if (goes_krw === null || said === "" || said.length > longestReason) return;
          give.reset();
          setAsks({ amount_krw: goes_krw, ...(!isAll && { lines }), reason: said });
        };
        return (
          <form className="desk-card" onSubmit={submit} noValidate>
            <h2>{say("what")}</h2>
            {give.isSuccess && give.variables ? <Given amount_krw={give.variables.amount_krw} /> : null}
            <fieldset className="segments" aria-label={say("what")}>
              <button
                type="button"
                className="segment"
                aria-pressed={isAll}
                data-testid="refund-all"
                onClick={() => setAll(true)}
              >
                {say("all")}
              </button>
              <button
                type="button"
                className="segment"
                aria-pressed={!isAll}
                data-testid="refund-lines"
                onClick={() => setAll(false)}
              >
                {say("perLine")}
              </button>
            </fieldset>
            {isAll ? null : (
              <RefundLines lines={paper.lines} left={leftLines} picked={picked} onPick={setPicked} />
            )}
            <Field
              label={say("reason")}
              name="reason"
              required
              maxLength={300}
              value={reason}
              error={reasonFault}
              data-testid="refund-reason"
              onChange={({ target }) => setReason(target.value)}
            />
            <p className="desk-total" aria-live="polite">
              <span>{say("willGo")}</span>
              <strong className="desk-price" data-testid="refund-amount">
                {goes_krw === null ? "–" : won(goes_krw, language)}
              </strong>
            </p>
            <p className="soft">
              {say("left")} {won(left_krw, language)}
            </p>
            {preview.error ? <FailureNote error={preview.error} /> : null}
            {give.error && isConflict(give.error) ? <Note tone="warn">{say("other")}</Note> : null}
            {give.error && !isConflict(give.error) ? <FailureNote error={give.error} /> : null}
            <Button
              type="submit"
              wide
              busy={give.isPending}
              disabled={goes_krw === null || goes_krw === 0}
              data-testid="refund"
            >
              {say("give", { amount: won(goes_krw ?? 0, language) })}
            </Button>
            <RefundConfirm
              {...{ paper, nickname, asks }}
              onNo={() => setAsks(null)}
              onYes={() => {
                if (asks) give.mutate(asks);
                setAsks(null);
              }}
            />
          </form>
        );
      }}
    </Asked>
  );
}
