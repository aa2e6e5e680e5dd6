import { useSearchParams } from "react-router";
import { safeNext } from "../../shared/provider-trip.ts";
import { useServices } from "../../shared/services.ts";
import { useAccountText } from "./account-texts.ts";
import { useCardText } from "./card-texts.ts";
import { Ledger } from "./ledger.tsx";
import { MemberScreen } from "./member-screen.tsx";
import { SirenCards, useCardsNow } from "./siren-card.tsx";
import { TopUpPanel } from "./top-up-panel.tsx";

export function CardScreen() {
  const say = useAccountText();
  const word = useCardText();
  const [search] = useSearchParams();
  const next = search.has("next") ? safeNext(search.get("next")) : null;
  const { session } = useServices();
  const { cards, isAway } = useCardsNow();
  const cardIds = cards?.map(({ cardId }) => cardId) ?? session.knownCards();
  return (
    <MemberScreen title={say("part_card")} lead={word("lead")} wide>
      {({ memberId }) => (
        <div className="account-columns">
          <div className="stack">
            <SirenCards />
            <h2 className="ui-unseen">{say("topUp")}</h2>
            <TopUpPanel memberId={memberId} cardId={cards?.[0]?.cardId} isAway={isAway} next={next} />
          </div>
          <div className="stack">
            {cardIds.map((cardId) => (
              <Ledger key={cardId} cardId={cardId} />
            ))}
          </div>
        </div>
      )}
    </MemberScreen>
  );
}
