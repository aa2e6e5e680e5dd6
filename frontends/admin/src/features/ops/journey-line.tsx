import type { OpsJourney } from "@siren/contracts/journey";
import { useClock } from "./clock.ts";
import { useJourneyText } from "./journey-texts.ts";
import { durationWords, type Line } from "./journey-view.ts";
import { Mark } from "./ops-piece.tsx";

export function JourneyLine({ line }: { line: Line }) {
  const say = useJourneyText();
  const clock = useClock("exact");
  return (
    <li data-kind={line.kind} data-testid={`way-${line.kind}`}>
      <time dateTime={new Date(line.at).toISOString()}>
        {clock(line.at)} <span className="soft">+{durationWords(line.sinceMs)}</span>
      </time>
      <div>
        {line.kind === "state" ? (
          <>
            <Service name="order" /> <strong>{say("entered", { state: line.state })}</strong>
          </>
        ) : null}
        {line.kind === "event" ? <EventWords event={line.event} /> : null}
        {line.kind === "span" ? (
          <>
            <Service name={line.span.service} /> {line.span.name}{" "}
            <span className="soft">{say("took", { ms: durationWords(line.span.tookMs) })}</span>
            {line.span.isFailed ? <Mark tone="bad">{say("failed")}</Mark> : null}
          </>
        ) : null}
      </div>
    </li>
  );
}

const Service = ({ name }: { name: string }) => <span className="ops-who">{name}</span>;

/** What is said of the order itself stands above; of an event only what is its own. */
const ofTheOrder = new Set(["storeId", "number", "total_krw", "moveNo"]);

function EventWords({ event }: { event: OpsJourney["events"][number] }) {
  const say = useJourneyText();
  const { service, type, seq, facts, takers, eventId, at } = event;
  const own = Object.entries(facts).filter(([key]) => !ofTheOrder.has(key));
  return (
    <>
      <Service name={service} />{" "}
      <span className="mono" title={eventId} data-testid="event-type">
        {type}
      </span>{" "}
      <span className="soft">
        {seq === null ? say("unnumbered") : `#${seq}`}
        {own.map(([key, value]) => ` ${key}=${value}`).join("")}
      </span>
      <ul className="ops-takers">
        {takers.map((taker) => (
          <li key={taker.consumer}>
            {taker.state === "TAKEN" ? (
              say("tookIt", {
                consumer: taker.consumer,
                after: durationWords(Math.max(0, (taker.at ?? at) - at)),
              })
            ) : (
              <Mark tone={taker.state === "SET_ASIDE" ? "bad" : "look"}>
                {taker.state === "SET_ASIDE"
                  ? say("setAside", {
                      ...{ consumer: taker.consumer, n: taker.attempts ?? 0, error: taker.error ?? "" },
                    })
                  : say("waiting", { consumer: taker.consumer })}
              </Mark>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
