import type { StarAccount } from "@siren/contracts/wallet";
import { dayAndTime, useLanguage } from "@siren/web/i18n";
import { Link } from "react-router";
import { Birthday } from "./birthday.tsx";
import { useMine } from "./mine.ts";
import { MinePart } from "./mine-part.tsx";
import { stampsOf, tierShare } from "./rewards.ts";
import { useRewardsText } from "./rewards-texts.ts";

export function Stars() {
  const say = useRewardsText();
  const stars = useMine("stars");
  return (
    <section className="stack" aria-labelledby="stars">
      <h2 id="stars">{say("stars")}</h2>
      <MinePart mine={stars} height="18rem">
        {(account) => (
          <>
            <StarCard account={account} />
            <History account={account} />
            <Birthday birthday={account.birthday} />
          </>
        )}
      </MinePart>
    </section>
  );
}

/** The stamps of the next free drink, and how far it is to the next tier. */
function StarCard({ account }: { account: StarAccount }) {
  const say = useRewardsText();
  const { filled, of, missing } = stampsOf(account);
  const { nextTier, tier, earnedThisYear, stars } = account;
  return (
    <div className="panel stack">
      <p>
        <strong className="big-number" data-testid="stars">
          {say("starsOf", { n: Math.max(0, stars) })}
        </strong>
        <span className="block">{say("toDrink", { n: missing })}</span>
      </p>
      <div className="stamps" aria-hidden="true">
        {Array.from({ length: of }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stamp is its place
          <Stamp key={at} isFilled={at < filled} />
        ))}
      </div>
      {stars < 0 ? <p className="small">{say("owedStars", { n: -stars })}</p> : null}
      <div className="tier">
        <p className="row spread">
          <strong data-testid="tier">{say("tier", { tier: say(`tier_${tier}`) })}</strong>
          <span className="small">
            {nextTier
              ? say("toTier", { tier: say(`tier_${nextTier.tier}`), n: nextTier.missing })
              : say("topTier")}
          </span>
        </p>
        <div className="tier-bar" aria-hidden="true">
          <span style={{ inlineSize: `${tierShare(account) * 100}%` }} />
        </div>
        <p className="soft small">{say("tierText", { n: earnedThisYear })}</p>
      </div>
    </div>
  );
}

const Stamp = ({ isFilled }: { isFilled: boolean }) => (
  <svg viewBox="0 0 24 24" data-filled={isFilled} aria-hidden="true">
    <path d="M12 2.800l2.750 5.900 6.250.750-4.650 4.350 1.250 6.300L12 17l-5.600 3.100 1.250-6.300L3 9.450l6.250-.750z" />
  </svg>
);

const shownFirst = 5;

function History({ account: { entries } }: { account: StarAccount }) {
  const say = useRewardsText();
  const language = useLanguage();
  if (entries.length === 0) return <p className="soft">{say("noStars")}</p>;
  return (
    <details className="panel" open={entries.length <= shownFirst}>
      <summary>{say("history")}</summary>
      <ul className="ledger">
        {entries.map(({ entryId, at, stars, because, subject }) => (
          <li key={entryId}>
            <span>
              <span className="block">
                {because === "coupon" || !subject.startsWith("ord_") ? (
                  say(`because_${because}`)
                ) : (
                  <Link to={`/orders/${subject}`}>{say(`because_${because}`)}</Link>
                )}
              </span>
              <time className="soft small" dateTime={new Date(at).toISOString()}>
                {dayAndTime(at, language)}
              </time>
            </span>
            <span className="price" data-up={stars > 0 || undefined}>
              {stars > 0 ? `+${stars}` : `−${-stars}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
