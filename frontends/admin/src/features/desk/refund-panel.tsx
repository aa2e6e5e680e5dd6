import { orderView, type Receipt, receipt } from "@siren/contracts/order";
import { dayAndTime, useLanguage, won } from "@siren/web/i18n";
import { useQuery } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";
import { Asked } from "./desk-parts.tsx";
import { GiveBack, refundKey } from "./give-back.tsx";
import { useRefundText } from "./refund-texts.ts";

/** One order: what was paid, what went back before, and what could go back now. */
export function RefundPanel({ orderId }: { orderId: string }) {
  const { api } = useServices();
  const path = `/order/orders/${encodeURIComponent(orderId)}`;
  const order = useQuery({
    queryKey: [...refundKey(orderId), "order"],
    queryFn: async ({ signal }) => (await api({ method: "GET", path, answer: orderView, signal })).body,
  });
  const paper = useQuery({
    queryKey: [...refundKey(orderId), "receipt"],
    queryFn: async ({ signal }) =>
      (await api({ method: "GET", path: `${path}/receipt`, answer: receipt, signal })).body,
    // What is on its way back to a card is there soon.
    refetchInterval: ({ state }) =>
      state.data?.refunds.some(({ doneAt }) => doneAt === null) ? 1_500 : false,
  });
  return (
    <Asked query={order}>
      {({ nickname }) => <Asked query={paper}>{(data) => <Panel paper={data} nickname={nickname} />}</Asked>}
    </Asked>
  );
}

function Panel({ paper, nickname }: { paper: Receipt; nickname: string }) {
  const say = useRefundText();
  const language = useLanguage();
  const price = (amount_krw: number) => won(amount_krw, language);
  return (
    <>
      <section className="desk-card" data-testid="refund-order">
        <h2>{say("orderOf", { number: paper.number, nickname })}</h2>
        <p className="soft">
          {dayAndTime(paper.placedAt, language)} · {say(`state_${paper.state}`)}
        </p>
        <dl className="desk-figures">
          <div>
            <dt>{say("charged")}</dt>
            <dd>{price(paper.charged_krw)}</dd>
          </div>
          <div>
            <dt>{say("paid")}</dt>
            <dd>{price(paper.paid_krw)}</dd>
          </div>
          <div>
            <dt>{say("refunded")}</dt>
            <dd data-testid="refunded">{price(paper.refunded_krw)}</dd>
          </div>
          <div>
            <dt>{say("method")}</dt>
            <dd>{say(`method_${paper.method}`)}</dd>
          </div>
        </dl>
        {paper.refunds.length > 0 ? (
          <>
            <h3>{say("before")}</h3>
            <ul>
              {paper.refunds.map(({ part, amount_krw, reason, doneAt, wantedAt }) => (
                <li key={part} className="desk-change">
                  <strong className="desk-price">{price(amount_krw)}</strong>
                  <span>{reason}</span>
                  <span className="soft">
                    {doneAt === null ? say("onItsWay") : dayAndTime(doneAt ?? wantedAt, language)}
                  </span>
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </section>
      <GiveBack {...{ paper, nickname }} />
    </>
  );
}
