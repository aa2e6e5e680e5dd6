import { type Receipt, receipt } from "@siren/contracts/order";
import { clockTime, dayAndTime, localised, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useParams } from "react-router";
import { askAsOwner } from "../../shared/guest-orders.ts";
import { useHandOverWords } from "../../shared/hand-over-words.ts";
import { PricedLines } from "../../shared/priced-lines.tsx";
import { keys } from "../../shared/query-keys.ts";
import { Failed, Screen } from "../../shared/screen.tsx";
import { useServices, useSession } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import { isUnknownOrder, NoSuchOrder } from "./no-such-order.tsx";
import "./receipt.css";
import { isRefundReason, useReceiptText } from "./receipt-texts.ts";

export function ReceiptScreen() {
  const say = useReceiptText();
  const { orderId = "" } = useParams();
  const { api, guest } = useServices();
  const isStarting = useSession().kind === "starting";
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.order(orderId), "receipt"],
    enabled: !isStarting,
    async queryFn({ signal }) {
      const path = `/order/orders/${encodeURIComponent(orderId)}/receipt`;
      const call = { method: "GET", path, answer: receipt, signal } as const;
      return (await askAsOwner(orderId, guest.get(), (as) => api({ ...call, ...as }))).body;
    },
  });
  return (
    <Screen title={say("receipt")} back={`/orders/${encodeURIComponent(orderId)}`} narrow>
      {data ? <Paper paper={data} /> : null}
      {!data && isUnknownOrder(error) ? <NoSuchOrder /> : null}
      {!data && error && !isUnknownOrder(error) ? (
        <Failed text={say("failed")} error={error} onRetry={refetch} />
      ) : null}
      {!data && !error ? <Skeleton height="28rem" /> : null}
    </Screen>
  );
}

function Paper({ paper }: { paper: Receipt }) {
  const say = useReceiptText();
  const stateWords = useText();
  const kindWords = useHandOverWords();
  const language = useLanguage();
  const price = (amount_krw: number) => won(amount_krw, language);
  const wordsOf = (reason: string) => {
    const key = `refund_${reason}`;
    return isRefundReason(key) ? say(key) : reason;
  };
  const missing_krw = paper.total_krw - paper.charged_krw;
  const owed_krw = paper.payment === "ARREARS" ? paper.charged_krw - paper.paid_krw : 0;
  return (
    <>
      <article className="receipt" data-testid="receipt">
        <header>
          <strong className="receipt-store">
            {paper.storeName ? localised(paper.storeName, language) : paper.storeId}
          </strong>
          <span>
            {say("number", { n: paper.number })}
            {paper.state === "PICKED_UP" ? null : ` · ${stateWords(paper.state)}`}
          </span>
        </header>
        <dl>
          <Row name={say("at")}>{dayAndTime(paper.placedAt, language)}</Row>
          <Row name={say("how")}>{kindWords(paper.handOver)}</Row>
          {paper.quotedEtaAt === null ? null : (
            <Row name={say("promised")}>
              {paper.quotedPlace === null
                ? clockTime(paper.quotedEtaAt, language)
                : say("promisedPlace", {
                    n: paper.quotedPlace,
                    time: clockTime(paper.quotedEtaAt, language),
                  })}
            </Row>
          )}
        </dl>
        <PricedLines lines={paper.lines} adjustments={paper.adjustments} rejected={paper.rejectedUnits} />
        <dl>
          <Row name={say("total")}>{price(paper.total_krw)}</Row>
          {missing_krw > 0 ? <Row name={say("notMade")}>−{price(missing_krw)}</Row> : null}
          <Row name={say("charged")} isLoud>
            {price(paper.charged_krw)}
          </Row>
          <Row name={say("supply")}>{price(paper.supply_krw)}</Row>
          <Row name={say("vat")}>{price(paper.vat_krw)}</Row>
        </dl>
        <dl>
          <Row name={say("method")}>{say(`method_${paper.method}`)}</Row>
          <Row name={say("paid")}>{price(paper.paid_krw)}</Row>
          {owed_krw > 0 ? <Row name={say("owed")}>{price(owed_krw)}</Row> : null}
          {paper.refunds.map(({ part, amount_krw, reason, doneAt }) => (
            <Row
              key={part}
              name={
                doneAt === null
                  ? say("refundOnItsWay")
                  : say("refundOf", { time: dayAndTime(doneAt, language) })
              }
            >
              −{price(amount_krw)}
              <span className="soft small block">{wordsOf(reason)}</span>
            </Row>
          ))}
          {paper.refunded_krw > 0 ? <Row name={say("refunded")}>{price(paper.refunded_krw)}</Row> : null}
        </dl>
        <footer className="small">{say("business")}</footer>
      </article>
      <Button className="no-print" look="quiet" wide onClick={() => print()}>
        {say("print")}
      </Button>
    </>
  );
}

function Row({ name, isLoud, children }: { name: string; isLoud?: boolean; children: ReactNode }) {
  return (
    <div data-loud={isLoud}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
