import { isConnectionLost, isOutOfReach } from "@siren/web/failures";
import { Note } from "@siren/web/ui/note";
import { useIsOver } from "@siren/web/use-is-over";
import { useState } from "react";
import { Link, useLocation, useSearchParams } from "react-router";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { useOrders } from "../../shared/order-queries.ts";
import { isOver } from "../../shared/order-words.ts";
import { safeNext, tripEnd } from "../../shared/provider-trip.ts";
import { ProviderButtons } from "../../shared/providers.tsx";
import { Screen } from "../../shared/screen.tsx";
import { useSession } from "../../shared/services.ts";
import { LinkOffer } from "./link-offer.tsx";
import "./sign-in.css";
import { useSignInText } from "../../shared/sign-in-texts.ts";
import { SignInForm } from "./sign-in-form.tsx";
import { TripNote } from "./trip-note.tsx";

export function SignInScreen({ isNew = false }: { isNew?: boolean }) {
  const say = useSignInText();
  const [search] = useSearchParams();
  const { state: told } = useLocation();
  const state = useSession();
  const [isEntering, setEntering] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const isBackAgain = useIsOver(failure);
  const next = safeNext(search.get("next"));
  const trip = tripEnd(`${search}`);
  const isOffered = trip?.end === "confirm";
  const isHere = state.kind === "member" || state.kind === "outage";

  if (isHere && (isOffered || !isEntering))
    return (
      <Screen title={say("signIn")} narrow>
        <div className="stack">
          {trip?.end === "failed" ? <TripNote code={trip.code} /> : null}
          {isOffered ? (
            <LinkOffer member={state.member} next={next} isWanted={isEntering} />
          ) : (
            <>
              <Note>
                {say(state.kind === "outage" ? "outage" : "hereAlready", { name: state.member.nickname })}
              </Note>
              <Link className="ui-button" to={next} replace>
                {say("goOn")}
              </Link>
              <Link className="ui-button" data-look="quiet" to="/account">
                {say("toAccount")}
              </Link>
            </>
          )}
        </div>
      </Screen>
    );

  const other = `${isNew ? "/sign-in" : "/register"}?next=${encodeURIComponent(next)}`;
  // Where there is no connection at all, that is said already, and a guest could not order either.
  const isAway = isOutOfReach(failure) && !isBackAgain && !isConnectionLost(failure);
  return (
    <Screen
      title={say(isNew ? "register" : "signIn")}
      lead={say(isNew ? "registerLead" : "signInLead")}
      narrow
    >
      <div className="sign-in-drawing">
        <ItemDrawing item={{ itemId: "latte", categoryId: "espresso" }} />
      </div>
      {state.kind === "nobody" && state.wasEnded ? <Note tone="warn">{say("wasEnded")}</Note> : null}
      {trip?.end === "failed" ? <TripNote code={trip.code} /> : null}
      {isOffered ? <Note>{say("offered")}</Note> : null}
      <GuestsOrder />
      <SignInForm
        isNew={isNew}
        next={isOffered ? null : next}
        isAway={isAway}
        email={typeof told?.email === "string" ? told.email : ""}
        onEntering={setEntering}
        onFailure={setFailure}
      />
      <div className="sign-in-ways">
        {isOffered ? null : (
          <p>
            {say(isNew ? "haveAccount" : "noAccount")}{" "}
            <Link to={other} className="ui-link">
              {say(isNew ? "signIn" : "register")}
            </Link>
          </p>
        )}
        <p>
          <Link
            to={next.startsWith("/account") ? "/" : next}
            className={isAway ? "ui-button" : "ui-link"}
            data-testid="as-guest"
          >
            {say("asGuest")}
          </Link>
          {isAway ? null : <span className="soft small block">{say("asGuestText")}</span>}
        </p>
      </div>
      {isOffered ? null : <ProviderButtons next={next} />}
    </Screen>
  );
}

/** Said before it is done: what was ordered without an account does not become the account's. */
function GuestsOrder() {
  const say = useSignInText();
  const isNobody = useSession().kind === "nobody";
  const { data: orders = [] } = useOrders();
  const open = orders.find(({ state }) => !isOver(state));
  if (!isNobody || !open) return null;
  return (
    <div data-testid="guests-order">
      <Note tone="warn">{say("guestsOrder", { number: open.number })}</Note>
    </div>
  );
}
