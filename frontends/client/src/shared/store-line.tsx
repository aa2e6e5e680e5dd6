import type { StoreNow } from "@siren/contracts/barista";
import { type Dictionary, useSay } from "@siren/web/i18n";
import { useStoreWords } from "./store-notice.tsx";

const texts = {
  minutesNow: ["지금 주문하면 약 {n}분", "Ready in about {n} min"],
  ahead: ["앞에 {n}건", "{n} ahead of you"],
  nobodyAhead: ["기다리는 주문이 없어요", "nobody is waiting"],
} as const satisfies Dictionary;

type Props = {
  now: StoreNow | undefined;
  /** What stands in the second line while the store has nothing to say. */
  usually?: string | undefined;
};

/** How the store stands, in two lines that are there before it is known. */
export function StoreLine({ now, usually }: Props) {
  const say = useSay(texts);
  const words = useStoreWords(now);
  const wait = now?.state === "PAUSED" ? null : now?.wait;
  return (
    <div className="store-line">
      <p data-testid="store-minutes">
        {wait ? (
          <>
            <b>{say("minutesNow", { n: wait.minutes })}</b>{" "}
            <span className="soft">
              {wait.orders > 0 ? say("ahead", { n: wait.orders }) : words === null && say("nobodyAhead")}
            </span>
          </>
        ) : null}
      </p>
      {words === null ? <p className="soft small">{usually}</p> : null}
      {now && words !== null ? (
        <p className="pill" role="status" data-mood={now.state} data-testid="store-notice">
          <strong>{words}</strong> {now.note ? <span className="store-note">{now.note}</span> : null}
        </p>
      ) : null}
    </div>
  );
}
