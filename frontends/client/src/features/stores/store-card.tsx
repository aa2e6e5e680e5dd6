import type { storeList } from "@siren/contracts/menu";
import { localised, useLanguage } from "@siren/web/i18n";
import { Link } from "react-router";
import type * as z from "zod/mini";
import { distanceWords } from "../../shared/distance.ts";
import { openingAt } from "../../shared/opening.ts";
import { useStoreNow } from "../../shared/queries.ts";
import { useStoreWords } from "../../shared/store-notice.tsx";
import { openingWords } from "./opening-words.ts";
import { StoreFront } from "./store-front.tsx";
import { useStoresText } from "./stores-texts.ts";

type Store = z.infer<typeof storeList>["stores"][number];

export function StoreCard({ store, now, isLast }: { store: Store; now: number; isLast: boolean }) {
  const say = useStoresText();
  const language = useLanguage();
  const opening = openingAt(store, now);
  const takesOrders = opening.isOpen && !opening.isPastLastOrder;
  return (
    <Link to={`/stores/${store.storeId}`} className="store-card" data-testid={`store-${store.storeId}`}>
      <StoreFront storeId={store.storeId} isOpen={opening.isOpen} />
      <span className="store-words">
        <span className="store-name">
          <strong>{localised(store.name, language)}</strong>
          {isLast ? <span className="tag">{say("chosenLast")}</span> : null}
          {store.distanceM === undefined ? null : (
            <span className="store-distance">{distanceWords(store.distanceM)}</span>
          )}
        </span>
        <span className="soft small">{localised(store.address, language)}</span>
        <span className="store-hours small" data-open={takesOrders}>
          {openingWords(opening, say, language)}
        </span>
        {opening.isOpen ? <Standing storeId={store.storeId} /> : null}
      </span>
    </Link>
  );
}

/** Its line is there before anything is known, so that nothing moves when it is. */
function Standing({ storeId }: { storeId: string }) {
  const say = useStoresText();
  const now = useStoreNow(storeId);
  const words = useStoreWords(now);
  const isPaused = now?.state === "PAUSED";
  return (
    <span className="store-now">
      {now?.wait && !isPaused ? <b>{say("minutesNow", { n: now.wait.minutes })}</b> : null}
      {words === null ? null : (
        <span className="pill" data-mood={now?.state} data-testid={`standing-${storeId}`}>
          {words}
        </span>
      )}
      {now?.note && words !== null ? <span className="soft small store-note">{now.note}</span> : null}
    </span>
  );
}
