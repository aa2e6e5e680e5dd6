import type { storeList } from "@siren/contracts/menu";
import { localised, useLanguage } from "@siren/web/i18n";
import { Link } from "react-router";
import type * as z from "zod/mini";
import { distanceWords } from "../../shared/distance.ts";
import { useStoreNow } from "../../shared/queries.ts";
import { useStoreWords } from "../../shared/store-notice.tsx";
import { useOpening } from "../../shared/use-opening-words.ts";
import { StoreFront } from "./store-front.tsx";
import { useStoresText } from "./stores-texts.ts";

type Store = z.infer<typeof storeList>["stores"][number];

export function StoreCard({ store, isLast }: { store: Store; isLast: boolean }) {
  const say = useStoresText();
  const language = useLanguage();
  const { isOpen, takesOrders, words } = useOpening(store);
  return (
    <Link
      to={`/stores/${store.storeId}`}
      className="card-link store-card"
      data-testid={`store-${store.storeId}`}
    >
      <StoreFront storeId={store.storeId} isOpen={isOpen} />
      <span className="store-words">
        <span className="store-row">
          <strong>{localised(store.name, language)}</strong>
          {isLast ? <span className="tag">{say("chosenLast")}</span> : null}
          {store.distanceM === undefined ? null : (
            <span className="store-distance">{distanceWords(store.distanceM)}</span>
          )}
        </span>
        <span className="soft small">{localised(store.address, language)}</span>
        <Standing storeId={store.storeId} {...{ isOpen, takesOrders, words }} />
      </span>
    </Link>
  );
}

type StandingProps = { storeId: string; isOpen: boolean; takesOrders: boolean; words: string };

/** Room is kept for what comes a moment later, so that nothing moves when it does. */
function Standing({ storeId, isOpen, takesOrders, words }: StandingProps) {
  const say = useStoresText();
  const now = useStoreNow(isOpen ? storeId : "");
  const standing = useStoreWords(now);
  const wait = takesOrders && now?.state !== "PAUSED" ? now?.wait : null;
  return (
    <>
      <span className="store-row">
        <span className="store-hours small" data-open={takesOrders}>
          {words}
        </span>
        {wait ? <b className="store-minutes">{say("minutesNow", { n: wait.minutes })}</b> : null}
      </span>
      <span className="store-told">
        {now && standing !== null ? (
          <span className="pill" data-mood={now.state} data-testid={`standing-${storeId}`}>
            {standing}
            {now.note ? <span className="store-note">{now.note}</span> : null}
          </span>
        ) : null}
        {wait && standing === null ? (
          <span className="soft small">
            {wait.orders > 0 ? say("ahead", { n: wait.orders }) : say("nobodyAhead")}
          </span>
        ) : null}
      </span>
    </>
  );
}
