import { Skeleton } from "@siren/web/ui/skeleton";
import { useState } from "react";
import { lastStore } from "../../shared/chosen-stores.ts";
import { useStoresNear } from "../../shared/near-stores.ts";
import { Failed, Screen } from "../../shared/screen.tsx";
import { useText } from "../../shared/texts.ts";
import { NearButton } from "./near-button.tsx";
import { StoreCard } from "./store-card.tsx";
import { useStoresText } from "./stores-texts.ts";
import "./stores.css";

export function StoresScreen() {
  const say = useStoresText();
  const sayShared = useText();
  const [last] = useState(() => lastStore());
  const { stores, where, isSorted, isSorting, hasFailedToSort, error, refetch } = useStoresNear();
  // Without a distance, what was chosen before is the likeliest.
  const shown = isSorted
    ? stores
    : stores?.toSorted((a, b) => Number(b.storeId === last) - Number(a.storeId === last));
  return (
    <Screen title={say("pickStore")} lead={say("pickStoreLead")}>
      <NearButton {...{ where, isSorted, isSorting }} hasFailed={hasFailedToSort} />
      {!stores && error ? <Failed text={say("storesFailed")} error={error} onRetry={refetch} /> : null}
      {!stores && !error ? (
        <div className="store-list" role="status" aria-label={sayShared("loading")}>
          {[1, 2, 3].map((each) => (
            <Skeleton key={each} height="10rem" />
          ))}
        </div>
      ) : null}
      {stores?.length === 0 ? (
        <div className="empty">
          <h2>{say("noStores")}</h2>
          <p className="soft">{say("noStoresLead")}</p>
        </div>
      ) : null}
      <ul className="store-list">
        {shown?.map((store) => (
          <li key={store.storeId}>
            <StoreCard store={store} isLast={store.storeId === last} />
          </li>
        ))}
      </ul>
    </Screen>
  );
}
