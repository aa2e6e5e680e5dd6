import type { Quote } from "@siren/contracts/order";
import { clockTime, localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Skeleton } from "@siren/web/ui/skeleton";
import { distanceWords } from "../../shared/distance.ts";
import { useStore, useStoreNow, useStores } from "../../shared/queries.ts";
import { StoreNotice } from "../../shared/store-notice.tsx";
import { useCheckoutText } from "./checkout-texts.ts";
import { standingOf, useKnownPlace } from "./known-place.ts";

type Props = {
  storeId: string;
  quote: Quote | undefined;
  /** Nobody can be asked; or it was asked, and there is no waiting there at all. */
  known: "asking" | "unknown" | "refused";
  onChange: () => void;
};

/** Which store it will be, how far that is and how long it takes: looked at last before paying. */
export function StoreLine({ storeId, quote, known, onChange }: Props) {
  const say = useCheckoutText();
  const language = useLanguage();
  const store = useStore(storeId);
  const stores = useStores().data?.stores ?? [];
  const now = useStoreNow(storeId);
  const standing = standingOf(store, stores, useKnownPlace());
  const nearer = stores.find((each) => each.storeId === standing?.nearer?.storeId);
  return (
    <section className="panel checkout-store" aria-label={say("pickUpAt")}>
      <div className="row spread">
        <span className="soft small">{say("pickUpAt")}</span>
        <Button look="bare" data-testid="change-store" onClick={onChange}>
          {say("changeStore")}
        </Button>
      </div>
      <strong className="checkout-store-name">{store ? localised(store.name, language) : storeId}</strong>
      <span className="soft small">
        {store ? localised(store.address, language) : null}
        {standing ? ` · ${say("howFar", { distance: distanceWords(standing.distanceM) })}` : null}
      </span>
      {standing && (standing.isFar || standing.nearer) ? (
        <p className="checkout-far" role="status">
          {standing.isFar ? say("isFar", { distance: distanceWords(standing.distanceM) }) : null}{" "}
          {standing.nearer && nearer
            ? say("nearer", {
                store: localised(nearer.name, language),
                distance: distanceWords(standing.nearer.distanceM),
              })
            : null}
        </p>
      ) : null}
      <StoreNotice now={now} />
      <Wait quote={quote} known={known} />
    </section>
  );
}

/** Said before paying, because afterwards it is too late to think it over. */
function Wait({ quote, known }: Pick<Props, "quote" | "known">) {
  const say = useCheckoutText();
  const language = useLanguage();
  if (known === "refused") return null;
  if (!quote && known === "asking") return <Skeleton height="1.75rem" width="9em" />;
  if (quote?.pickUpAt)
    return (
      <span className="checkout-wait">{say("readyAt", { time: clockTime(quote.pickUpAt, language) })}</span>
    );
  if (!quote || quote.place === null || quote.etaMinutes === null)
    return <span className="checkout-wait">{say("noEta")}</span>;
  return (
    <span className="checkout-wait" data-testid="quoted-wait">
      {say("aboutMinutes", { n: quote.etaMinutes })}
      <span className="soft small"> · {say("placeInLine", { n: quote.place })}</span>
    </span>
  );
}
