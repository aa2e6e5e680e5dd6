import { ledgerPage } from "@siren/contracts/member";
import { isOutOfReach } from "@siren/web/failures";
import { clockTime, type Language, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Link } from "react-router";
import { useServices, useSession } from "../../shared/services.ts";
import { ledgerKey } from "../../shared/use-top-ups.ts";
import { useAccountText } from "./account-texts.ts";
import { useCardText } from "./card-texts.ts";
import { byDay, type LedgerLine } from "./ledger-lines.ts";

function useLedger(cardId: string) {
  const { api } = useServices();
  const isOpen = useSession().kind === "member";
  return useInfiniteQuery({
    queryKey: [...ledgerKey, cardId],
    enabled: isOpen,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const before = pageParam === null ? "" : `?before=${encodeURIComponent(pageParam)}`;
      const path = `/member/cards/${cardId}/ledger${before}`;
      return (await api({ method: "GET", path, answer: ledgerPage, signal })).body;
    },
    getNextPageParam: ({ next }) => next,
  });
}

/** Everything that happened on a card, the newest first. What happened stays so: old pages may be shown. */
export function Ledger({ cardId }: { cardId: string }) {
  const say = useCardText();
  const language = useLanguage();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useLedger(cardId);
  const isAway = useSession().kind === "outage";
  const headingId = useId();
  const days = byDay(data?.pages.flatMap(({ entries }) => entries) ?? []);
  return (
    <section className="stack" aria-labelledby={headingId}>
      <h2 id={headingId}>{say("ledger")}</h2>
      {!data && !error && !isAway ? <Skeleton height="14rem" /> : null}
      {error || isAway ? <LedgerTrouble error={isAway ? null : error} /> : null}
      {data && days.length === 0 ? <p className="soft">{say("noLedger")}</p> : null}
      {days.map(({ day, at, lines }) => (
        <section key={day} className="ledger-day">
          <h3 className="soft small">{dayName(at, language)}</h3>
          <ul className="panel ledger">
            {lines.map((line) => (
              <Line key={line.entry.journalId} line={line} language={language} />
            ))}
          </ul>
        </section>
      ))}
      {hasNextPage ? (
        <Button look="quiet" wide busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {say("more")}
        </Button>
      ) : data && data.pages.length > 1 ? (
        <p className="soft small centred">{say("all")}</p>
      ) : null}
    </section>
  );
}

function LedgerTrouble({ error }: { error: unknown }) {
  const say = useAccountText();
  return error === null || isOutOfReach(error) ? (
    <Note tone="warn">{say("partAway")}</Note>
  ) : (
    <FailureNote error={error} />
  );
}

function Line({
  line: { entry, amount_krw, isFromAside },
  language,
}: {
  line: LedgerLine;
  language: Language;
}) {
  const say = useCardText();
  const sign = amount_krw !== null && amount_krw > 0 && !isFromAside ? "+" : "";
  return (
    <li>
      <span>
        <span className="block">{say(`kind_${entry.kind}`)}</span>
        <span className="soft small">
          <time dateTime={new Date(entry.at).toISOString()}>{clockTime(entry.at, language)}</time>
          {isFromAside ? ` · ${say("fromAside")}` : null}
          {entry.orderId ? (
            <>
              {" · "}
              <Link to={`/orders/${entry.orderId}`}>{say("seeOrder")}</Link>
            </>
          ) : null}
        </span>
      </span>
      <span className="price" data-up={sign === "+" || undefined} data-aside={isFromAside || undefined}>
        {amount_krw === null ? "" : `${sign}${signed(amount_krw, language)}`}
      </span>
    </li>
  );
}

/** A real minus before the sum, in either language. */
const signed = (amount_krw: number, language: Language) =>
  amount_krw < 0 ? `−${won(-amount_krw, language)}` : won(amount_krw, language);

const dayName = (at: number, language: Language) =>
  new Intl.DateTimeFormat(language === "ko" ? "ko-KR" : "en-GB", {
    ...{ year: "numeric", month: "long", day: "numeric", weekday: "long", timeZone: "Asia/Seoul" },
  }).format(at);
