import { type Dictionary, localised, useLanguage, useSay, won } from "@siren/web/i18n";
import { problemWords } from "@siren/web/problem-words";
import { Button } from "@siren/web/ui/button";
import { Skeleton } from "@siren/web/ui/skeleton";
import { distanceWords } from "./distance.ts";
import { byWait, type StoreOffer } from "./store-offer.ts";

const texts = {
  minutes: ["약 {n}분", "about {n} min"],
  noMinutes: ["대기 시간을 몰라요", "wait not known"],
  samePrice: ["같은 금액", "same price"],
  none: ["다른 매장이 없어요.", "There is no other store."],
} as const satisfies Dictionary;

type Props = {
  offers: readonly StoreOffer[];
  /** What is said of a store that asks another price than this is that it does. */
  total_krw: number | undefined;
  /** Where another price is a reason against it. */
  needsSamePrice?: boolean;
  words: string;
  busyWith?: string | undefined;
  onChoose: (storeId: string) => void;
};

/** The other stores with their minutes and their price for the same; what cannot be had there is said. */
export function StoreOffers({ offers, total_krw, needsSamePrice, words, busyWith, onChoose }: Props) {
  const say = useSay(texts);
  const language = useLanguage();
  if (offers.length === 0) return <p className="soft">{say("none")}</p>;
  return (
    <ul className="offers">
      {byWait(offers).map(({ store, quote, error, isPending }) => {
        const isSame = quote !== undefined && quote.total_krw === total_krw;
        const isPossible = quote !== undefined && (isSame || !needsSamePrice);
        const wait = quote?.etaMinutes == null ? say("noMinutes") : say("minutes", { n: quote.etaMinutes });
        return (
          <li key={store.storeId} className="offer" data-testid={`offer-${store.storeId}`}>
            <span className="offer-words">
              <strong>{localised(store.name, language)}</strong>
              {isPending ? <Skeleton height="1.2em" width="9em" /> : null}
              {quote ? (
                <span className="small">
                  {wait} · {isSame ? say("samePrice") : won(quote.total_krw, language)}
                </span>
              ) : null}
              {error ? <span className="small bad">{problemWords(error, language).text}</span> : null}
              <span className="soft small">
                {store.distanceM === undefined ? null : `${distanceWords(store.distanceM)} · `}
                {localised(store.address, language)}
              </span>
            </span>
            <Button
              look="quiet"
              disabled={!isPossible || (busyWith !== undefined && busyWith !== store.storeId)}
              busy={busyWith === store.storeId}
              aria-label={`${words}: ${localised(store.name, language)}`}
              onClick={() => onChoose(store.storeId)}
            >
              {words}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
