import { ApiProblem } from "@siren/web/failures";
import { useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useEffect, useRef, useState } from "react";
import { Link, Navigate } from "react-router";
import { Screen } from "../../shared/screen.tsx";
import { SecondPrice } from "../../shared/second-price.tsx";
import { useServices } from "../../shared/services.ts";
import { CartSummary } from "./cart-summary.tsx";
import { CheckoutRefusal } from "./checkout-refusal.tsx";
import { useCheckoutText } from "./checkout-texts.ts";
import { CouponChoice } from "./coupon-choice.tsx";
import { useCoupons } from "./coupons.ts";
import { OtherStores } from "./other-stores.tsx";
import { PaymentChoice } from "./payment-choice.tsx";
import { StoreLine } from "./store-line.tsx";
import { useCheckout } from "./use-checkout.ts";
import { HandOverChoice, TimeChoice } from "./way-and-time.tsx";

type Refused = { error: unknown; request: { expected_total_krw: number } };

/** All that is chosen before paying, and what it comes to. */
export function CheckoutForm({ ownerId, refused }: { ownerId: string; refused: Refused | undefined }) {
  const say = useCheckoutText();
  const language = useLanguage();
  const { placement, allowSound } = useServices();
  const checkout = useCheckout();
  const { storeId, lines, quoted, total_krw, options, method, isAway, isReached } = checkout;
  const coupons = useCoupons(checkout.bare, checkout.drinks);
  const [looksElsewhere, setLooksElsewhere] = useState(false);

  const { refetch } = quoted;
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!refused) return;
    void refetch();
    // On a low screen the bar with the reason in it lies at the end.
    bar.current?.scrollIntoView({ block: "nearest" });
  }, [refused, refetch]);

  if (!storeId || lines.length === 0) return <Navigate to="/cart" replace />;

  const price = total_krw === undefined ? "" : won(total_krw, language);
  const isRepriced = refused?.error instanceof ApiProblem && refused.error.code === "PRICE_CHANGED";
  const agreed_krw = refused?.request.expected_total_krw;
  const was_krw = isRepriced ? agreed_krw : checkout.seen_krw;
  const isDearer = was_krw !== undefined && total_krw !== undefined && was_krw !== total_krw;
  const placing = isDearer ? "agreeAndPlace" : checkout.pickUpAt === undefined ? "placeNow" : "placeForLater";

  function place(): void {
    const request = checkout.request();
    if (!request) return;
    allowSound();
    placement.place(ownerId, request);
  }

  return (
    <Screen title={say("checkout")} back="/cart">
      <div className="checkout">
        <div className="stack">
          <StoreLine
            storeId={storeId}
            quote={quoted.data}
            known={isAway ? "unknown" : quoted.error ? "refused" : "asking"}
            onChange={() => setLooksElsewhere(true)}
          />
          <section className="panel" aria-label={say("yourOrder")}>
            <div className="row spread">
              <h2>{say("yourOrder")}</h2>
              <Link to="/cart" className="ui-link">
                {say("editCart")}
              </Link>
            </div>
            <CartSummary shown={checkout.shown} adjustments={quoted.data?.adjustments ?? []} />
          </section>
        </div>
        <div className="stack">
          <HandOverChoice
            offered={checkout.offered}
            chosen={checkout.handOver}
            onChoose={(handOver) => checkout.change(storeId, { handOver })}
          />
          <TimeChoice
            times={checkout.times}
            now={checkout.now}
            chosen={checkout.pickUpAt}
            onChoose={(pickUpAt) => checkout.change(storeId, { pickUpAt })}
          />
          <PaymentChoice
            {...{ options, method, total_krw }}
            onChoose={(chosen) => checkout.change(storeId, { method: chosen })}
          />
          <CouponChoice
            coupons={coupons}
            chosen={checkout.couponId}
            isByCard={method === "card"}
            isUnchecked={quoted.data?.coupon?.state === "UNCHECKED"}
            onChoose={(couponId) => checkout.change(storeId, { couponId })}
          />
        </div>
      </div>
      <div className="bottom-bar" ref={bar}>
        {!isReached ? <Note tone="warn">{say("offline")}</Note> : null}
        {isReached && isAway ? (
          <Note tone="warn">{say(checkout.isOwned ? "quoteFailed" : "quoteFailedGuest")}</Note>
        ) : null}
        <CheckoutRefusal
          checkout={checkout}
          refusal={refused?.error}
          agreed_krw={agreed_krw}
          onElsewhere={() => setLooksElsewhere(true)}
        />
        {isDearer ? (
          <p role="status" data-testid="total-was">
            {say("totalWas", { was: won(was_krw, language), now: price })}
          </p>
        ) : null}
        <p className="row spread">
          <span>{say("total")}</span>
          <strong className="price-l" data-testid="total">
            {total_krw === undefined ? <Skeleton height="1.2em" width="5em" /> : price}
            {total_krw === undefined ? null : <SecondPrice amount_krw={total_krw} />}
          </strong>
        </p>
        <Button wide disabled={!checkout.isReady} data-testid="place-order" onClick={place}>
          {say(placing, { price })}
        </Button>
      </div>
      <OtherStores open={looksElsewhere} checkout={checkout} onClose={() => setLooksElsewhere(false)} />
    </Screen>
  );
}
