import type { Quote } from "@siren/contracts/order";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useMoment } from "@siren/web/use-moment";
import { meantStores } from "../../shared/chosen-stores.ts";
import { distanceWords } from "../../shared/distance.ts";
import { useStoresNear } from "../../shared/near-stores.ts";
import { useStoreNow } from "../../shared/queries.ts";
import { StoreNotice } from "../../shared/store-notice.tsx";
import { type Doubt, doubtAbout } from "../../shared/wrong-store.ts";
import { useCheckoutText } from "./checkout-texts.ts";

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
  const { stores = [] } = useStoresNear();
  const store = stores.find((each) => each.storeId === storeId);
  const now = useStoreNow(storeId);
  // Said although it was answered before: here it is the last time.
  const doubt = doubtAbout({ storeId, stores, meant: meantStores(), confirmed: [] });
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
        {store?.distanceM === undefined
          ? null
          : ` · ${say("howFar", { distance: distanceWords(store.distanceM) })}`}
      </span>
      {doubt ? <LastDoubt doubt={doubt} /> : null}
      <StoreNotice now={now} />
      <Wait quote={quote} known={known} />
    </section>
  );
}

/** The wrong store is found out at the counter otherwise. */
function LastDoubt({ doubt }: { doubt: Doubt }) {
  const say = useCheckoutText();
  const language = useLanguage();
  return (
    <p className="checkout-far" role="status" data-testid="last-doubt">
      {doubt.kind === "unusual"
        ? say("unusual", { store: localised(doubt.other.name, language) })
        : say("isFar", { distance: distanceWords(doubt.distanceM) })}{" "}
      {doubt.kind === "far"
        ? say("nearer", {
            store: localised(doubt.other.name, language),
            distance: distanceWords(doubt.otherDistanceM),
          })
        : null}
    </p>
  );
}

/** Said before paying, because afterwards it is too late to think it over. */
function Wait({ quote, known }: Pick<Props, "quote" | "known">) {
  const say = useCheckoutText();
  const moment = useMoment();
  if (known === "refused") return null;
  if (!quote && known === "asking") return <Skeleton height="1.75rem" width="9em" />;
  if (quote?.pickUpAt)
    return <span className="checkout-wait">{say("readyAt", { time: moment(quote.pickUpAt) })}</span>;
  if (!quote || known === "unknown" || quote.place === null || quote.etaMinutes === null)
    return <span className="checkout-wait">{say("noEta")}</span>;
  return (
    <span className="checkout-wait" data-testid="quoted-wait">
      {say("aboutMinutes", { n: quote.etaMinutes })}
      <span className="soft small"> · {say("placeInLine", { n: quote.place })}</span>
    </span>
  );
}
