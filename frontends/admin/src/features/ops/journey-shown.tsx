import type { OpsJourney } from "@siren/contracts/journey";
import { useLanguage, won } from "@siren/web/i18n";
import { Note } from "@siren/web/ui/note";
import { useState } from "react";
import { useClock } from "./clock.ts";
import { JourneyLine } from "./journey-line.tsx";
import { useJourneyText } from "./journey-texts.ts";
import { linesOf, spanCount } from "./journey-view.ts";
import { Mark } from "./ops-piece.tsx";

export function JourneyShown({ journey }: { journey: OpsJourney }) {
  const say = useJourneyText();
  const [withSpans, setWithSpans] = useState(true);
  const { order, silent, isWhole } = journey;
  const spans = spanCount(journey);
  return (
    <section className="ops-journey" data-testid="journey" data-order={order.orderId}>
      <h3>{say("orderOf", { store: order.storeId, day: order.businessDay, number: order.number })}</h3>
      <Facts order={order} />
      {silent.map(({ service, why }) => (
        <Note key={service} tone="warn">
          <p>{say("silent", { service, why })}</p>
        </Note>
      ))}
      {!isWhole && silent.length === 0 ? (
        <Note tone="warn">
          <p>{say("notWhole")}</p>
        </Note>
      ) : null}
      <Traces traces={journey.traces} />
      <h3>{say("way")}</h3>
      {spans > 0 ? (
        <label className="ops-check">
          <input
            type="checkbox"
            checked={withSpans}
            onChange={({ target }) => setWithSpans(target.checked)}
          />
          {say("withSpans", { n: spans })}
        </label>
      ) : null}
      <ol className="ops-way">
        {linesOf(journey, withSpans).map((line) => (
          <JourneyLine key={line.key} line={line} />
        ))}
      </ol>
    </section>
  );
}

function Facts({ order }: { order: OpsJourney["order"] }) {
  const say = useJourneyText();
  const spoken = useLanguage();
  const clock = useClock();
  const { orderId, state, payment, total_krw, placedAt, reason, cancelRequested, moveNo } = order;
  return (
    <dl className="ops-facts">
      <dt>{say("orderId")}</dt>
      <dd className="mono">{orderId}</dd>
      <dt>{say("state")}</dt>
      <dd>
        <Mark tone="plain">{state}</Mark>
        {cancelRequested ? ` ${say("cancelRequested")}` : ""}
        {moveNo > 0 ? ` ${say("moved", { n: moveNo })}` : ""}
      </dd>
      <dt>{say("payment")}</dt>
      <dd>
        <Mark tone="plain">{payment}</Mark>
      </dd>
      <dt>{say("total")}</dt>
      <dd>{won(total_krw, spoken)}</dd>
      <dt>{say("placed")}</dt>
      <dd>{clock(placedAt)}</dd>
      {reason === null ? null : (
        <>
          <dt>{say("reason")}</dt>
          <dd>{reason}</dd>
        </>
      )}
    </dl>
  );
}

/** Ids that lead nowhere are of no use to anybody: shown where Jaeger can be opened, or was asked. */
function Traces({ traces }: { traces: OpsJourney["traces"] }) {
  const say = useJourneyText();
  const shown = traces.filter(({ url, spans, why }) => url !== null || spans !== null || why !== null);
  if (shown.length === 0) return null;
  return (
    <>
      <h3>{say("traces")}</h3>
      <ul className="ops-traces">
        {shown.map(({ traceId, url, why }) => (
          <li key={traceId}>
            <span className="mono">{say("traceOf", { id: traceId.slice(0, 12) })}</span>{" "}
            {url === null ? null : (
              <a className="ui-link" href={url} target="_blank" rel="noreferrer" data-testid="trace">
                {say("openTrace")}
                <span className="ui-unseen"> {traceId.slice(0, 12)}</span>
              </a>
            )}{" "}
            {why === null ? null : <span className="soft">{say("noSpans", { why })}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
