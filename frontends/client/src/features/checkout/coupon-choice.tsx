import { dayAndTime, localised, useLanguage, won } from "@siren/web/i18n";
import { useCheckoutText } from "./checkout-texts.ts";
import type { OfferedCoupon } from "./coupons.ts";

type Props = {
  coupons: readonly OfferedCoupon[];
  chosen: string | undefined;
  isByCard: boolean;
  isUnchecked: boolean;
  onChoose: (couponId: string | undefined) => void;
};

/** With a card only. Nothing at all for who has none. */
export function CouponChoice({ coupons, chosen, isByCard, isUnchecked, onChoose }: Props) {
  const say = useCheckoutText();
  const language = useLanguage();
  if (coupons.length === 0) return null;
  return (
    <fieldset className="panel choices">
      <legend>{say("coupon")}</legend>
      <div className="coupons">
        <label className="pay-option" data-testid="coupon-none">
          <input
            type="radio"
            name="coupon"
            checked={chosen === undefined || !isByCard}
            onChange={() => onChoose(undefined)}
          />
          <span>{say("noCoupon")}</span>
        </label>
        {coupons.map(({ coupon, off_krw, isUnfit }) => (
          <label key={coupon.couponId} className="pay-option" data-testid={`coupon-${coupon.kind}`}>
            <input
              type="radio"
              name="coupon"
              disabled={!isByCard || (isUnfit && chosen !== coupon.couponId)}
              checked={isByCard && chosen === coupon.couponId}
              onChange={() => onChoose(coupon.couponId)}
            />
            <span>
              <strong>
                {localised(coupon.name, language)} {off_krw > 0 ? `−${won(off_krw, language)}` : null}
              </strong>
              <span className="soft small">
                {isUnfit
                  ? say("couponNotHere")
                  : say("couponUntil", { day: dayAndTime(coupon.expiresAt, language) })}
              </span>
            </span>
          </label>
        ))}
      </div>
      {isByCard ? null : <p className="soft small">{say("couponCardOnly")}</p>}
      {isUnchecked ? (
        <p className="checkout-far" role="status">
          {say("couponUnchecked")}
        </p>
      ) : null}
    </fieldset>
  );
}
