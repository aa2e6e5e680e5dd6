import type { CardView } from "@siren/contracts/member";
import { isOutOfReach } from "@siren/web/failures";
import { useLanguage, won } from "@siren/web/i18n";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { Link } from "react-router";
import { useCards } from "../../shared/queries.ts";
import { useSession } from "../../shared/services.ts";
import { useAccountText } from "./account-texts.ts";
import { useCardText } from "./card-texts.ts";
import "./siren-card.css";

/** The cards as they are now: a balance of a while ago is not shown, for it may be wrong by a coffee. */
export function useCardsNow() {
  const { data, error } = useCards();
  const isAway = useSession().kind === "outage" || isOutOfReach(error);
  return { cards: isAway ? undefined : data, isAway, error: isAway ? null : error };
}

/** What is on it, what is set aside for orders, what is owed. */
export function SirenCards({ isDoor }: { /** Leads to topping up. */ isDoor?: boolean }) {
  const say = useAccountText();
  const { cards, isAway, error } = useCardsNow();
  if (isAway) return <Note tone="warn">{say("balanceAway")}</Note>;
  if (error) return <FailureNote error={error} />;
  if (!cards) return <SirenCard card={undefined} isDoor={isDoor} />;
  return cards.map((card) => <SirenCard key={card.cardId} card={card} isDoor={isDoor} />);
}

type CardProps = { card: CardView | undefined; isDoor: boolean | undefined };

function SirenCard({ card, isDoor }: CardProps) {
  const say = useAccountText();
  const word = useCardText();
  const language = useLanguage();
  return (
    <>
      <div className="siren-card">
        <span className="siren-card-name">{say("card")}</span>
        <p className="siren-card-balance">
          <span className="small block">{say("balance")}</span>
          <strong data-testid="card-balance">
            {card ? won(card.available_krw, language) : <Skeleton height="1.2em" width="6em" />}
          </strong>
        </p>
        <p className="row spread siren-card-foot">
          <span className="small">
            {card && card.held_krw > 0 ? word("held", { amount: won(card.held_krw, language) }) : null}
          </span>
          {isDoor ? (
            <Link to="/account/card" className="siren-card-door">
              {say("topUp")}
            </Link>
          ) : null}
        </p>
      </div>
      {card && card.arrears_krw > 0 ? (
        <Note tone="warn">
          <p>
            <strong>{word("owedTitle", { amount: won(card.arrears_krw, language) })}</strong>
          </p>
          <p className="small">{word("owedText")}</p>
        </Note>
      ) : null}
    </>
  );
}
