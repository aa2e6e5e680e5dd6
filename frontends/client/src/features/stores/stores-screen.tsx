import { localised, useLanguage } from "@siren/web/i18n";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useNow } from "@siren/web/use-now";
import { Link } from "react-router";
import { openingAt } from "../../shared/opening.ts";
import { useStoreNow, useStores } from "../../shared/queries.ts";
import { Failed, Screen } from "../../shared/screen.tsx";
import { useStoreWords } from "../../shared/store-notice.tsx";
import { useText } from "../../shared/texts.ts";

export function StoresScreen() {
  const say = useText();
  const language = useLanguage();
  const now = useNow();
  const { data, error, refetch } = useStores();
  return (
    <Screen title={say("pickStore")} lead={say("pickStoreLead")}>
      {!data && error ? <Failed text={say("storesFailed")} error={error} onRetry={refetch} /> : null}
      {!data && !error ? (
        <div className="store-list" role="status" aria-label={say("loading")}>
          {[1, 2, 3].map((each) => (
            <Skeleton key={each} height="8.5rem" />
          ))}
        </div>
      ) : null}
      <ul className="store-list">
        {data?.stores.map((store, at) => {
          const { isOpen, closes, isAllDay } = openingAt(store, now);
          return (
            <li key={store.storeId}>
              <Link
                to={`/stores/${store.storeId}`}
                className="store-card"
                data-testid={`store-${store.storeId}`}
              >
                <StoreFront hue={at} />
                <span className="store-words">
                  <strong>{localised(store.name, language)}</strong>
                  <span className="soft">{localised(store.address, language)}</span>
                  <span className="pill" data-open={isOpen}>
                    {say(isOpen ? "openNow" : "closedNow")}
                    {isOpen ? ` · ${isAllDay ? say("allDay") : say("until", { time: closes ?? "" })}` : ""}
                  </span>
                  {isOpen ? <Standing storeId={store.storeId} /> : null}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Screen>
  );
}

function Standing({ storeId }: { storeId: string }) {
  const now = useStoreNow(storeId);
  const words = useStoreWords(now);
  if (words === null) return null;
  return (
    <span className="pill" data-mood={now?.state} data-testid={`standing-${storeId}`}>
      {words}
    </span>
  );
}

const awnings = ["#1f5c4a", "#b4521f", "#2f5d8a", "#7a4a78"];

function StoreFront({ hue }: { hue: number }) {
  const awning = awnings[hue % awnings.length];
  return (
    <svg viewBox="0 0 96 96" className="store-front" aria-hidden="true">
      <rect x="10" y="30" width="76" height="54" rx="4" fill="#fbeedb" />
      <rect x="18" y="48" width="34" height="24" rx="3" fill="#ffd98f" />
      <rect x="60" y="48" width="18" height="36" rx="3" fill="#7b523a" />
      <circle cx="74" cy="67" r="1.800" fill="#ffd98f" />
      <path d="M28 66c0-6 3-8 7-8s7 2 7 8z" fill="#a87146" />
      {[0, 1, 2, 3, 4, 5].map((each) => (
        <path
          key={each}
          d={`M${8 + each * 13.4} 22h13.400v16a6.700 6.700 0 0 1-13.400 0z`}
          fill={each % 2 ? "#efe0c8" : awning}
        />
      ))}
      <rect x="6" y="84" width="84" height="4" rx="2" fill="currentColor" opacity="0.2" />
    </svg>
  );
}
