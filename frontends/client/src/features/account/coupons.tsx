import type { CouponView } from "@siren/contracts/wallet";
import { type Language, localised, useLanguage } from "@siren/web/i18n";
import { useNow } from "@siren/web/use-now";
import { Link } from "react-router";
import { useMine } from "./mine.ts";
import { MinePart } from "./mine-part.tsx";
import { couponsInOrder, daysLeft } from "./rewards.ts";
import { useRewardsText } from "./rewards-texts.ts";

export function Coupons() {
  const say = useRewardsText();
  return (
    <section className="stack" aria-labelledby="coupons">
      <h2 id="coupons">{say("coupons")}</h2>
      <MinePart mine={useMine("coupons")} height="9rem">
        {({ coupons }) => <CouponList coupons={couponsInOrder(coupons)} />}
      </MinePart>
    </section>
  );
}

function CouponList({ coupons }: { coupons: readonly CouponView[] }) {
  const say = useRewardsText();
  const usable = coupons.filter(({ state }) => state === "AVAILABLE");
  const over = coupons.filter(({ state }) => state !== "AVAILABLE");
  return (
    <>
      {usable.length === 0 ? <p className="panel soft">{say("noCoupons")}</p> : null}
      {usable.length > 0 ? (
        <>
          <ul className="stack-tight">
            {usable.map((coupon) => (
              <Coupon key={coupon.couponId} coupon={coupon} />
            ))}
          </ul>
          <p className="soft small">{say("useText")}</p>
        </>
      ) : null}
      {over.length > 0 ? (
        <details className="panel">
          <summary>{say("over")}</summary>
          <ul className="stack-tight">
            {over.map((coupon) => (
              <Coupon key={coupon.couponId} coupon={coupon} />
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}

function Coupon({ coupon }: { coupon: CouponView }) {
  const say = useRewardsText();
  const language = useLanguage();
  const left = daysLeft(coupon, useNow(60_000));
  const { state, name, grantedAt, expiresAt, orderId } = coupon;
  return (
    <li className="coupon" data-state={state}>
      <strong className="block">{localised(name, language)}</strong>
      {state === "AVAILABLE" ? (
        <span className="small">
          {say("until", { day: dayOf(expiresAt, language) })}
          {left === undefined ? null : (
            <b className="coupon-left"> {left === 0 ? say("today") : say("daysLeft", { n: left })}</b>
          )}
        </span>
      ) : (
        <span className="soft small">
          {say(state === "USED" ? "used" : "expired")} · {say("since", { day: dayOf(grantedAt, language) })}
          {orderId ? (
            <>
              {" · "}
              <Link to={`/orders/${orderId}`}>{say("seeOrder")}</Link>
            </>
          ) : null}
        </span>
      )}
    </li>
  );
}

const dayOf = (at: number, language: Language) =>
  new Intl.DateTimeFormat(language === "ko" ? "ko-KR" : "en-GB", {
    ...{ year: "numeric", month: "short", day: "numeric", timeZone: "Asia/Seoul" },
  }).format(at);
