import { ApiProblem } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMoment } from "@siren/web/use-moment";
import { Link } from "react-router";
import { useCheckoutText } from "./checkout-texts.ts";
import type { WayOn } from "./ways-on.ts";

type Props = {
  error: unknown;
  ways: readonly WayOn[];
  isGuest: boolean;
  /** The names of what cannot be had, where that is known. */
  missingNames: string;
  /** The time that a way to another one leads to; none is no way. */
  timeFor: (from: number | undefined) => number | undefined;
  onWay: (way: WayOn) => void;
};

/** Why it was refused, in words, and what can be done about it with one tap. */
export function RefusalWays({ error, ways, isGuest, missingNames, timeFor, onWay }: Props) {
  const say = useCheckoutText();
  const moment = useMoment();
  const until = numberIn(error, "until");
  const minutes = numberIn(error, "etaMinutes");
  const isGuestLimit = isGuest && error instanceof ApiProblem && error.code === "FORBIDDEN";
  // The cookie of whoever is nobody came anew with the quote.
  const isCookieNew = isGuest && error instanceof ApiProblem && error.code === "UNAUTHENTICATED";
  if (isCookieNew) return <Note tone="warn">{say("tapAgain")}</Note>;
  if (isGuestLimit)
    return (
      <div data-testid="refusal">
        <Note tone="bad">
          <p>{say("guestLimits")}</p>
          <small>{error.code}</small>
          <div className="ways">{ways.map((way) => button(way))}</div>
        </Note>
      </div>
    );
  return (
    <div data-testid="refusal">
      <FailureNote error={error}>
        {until === undefined ? null : <p>{say("pausedUntil", { time: moment(until) })}</p>}
        {minutes === undefined ? null : <p>{say("wouldTake", { n: minutes })}</p>}
        <div className="ways">{ways.map((way) => button(way))}</div>
      </FailureNote>
    </div>
  );

  function button(way: WayOn) {
    const to = linkOf[way.kind];
    const words = wordsOf(way);
    if (words === null) return null;
    if (to)
      return (
        <Link key={way.kind} to={to} className="ui-button" data-look="quiet" data-testid={`way-${way.kind}`}>
          {words}
        </Link>
      );
    return (
      <Button key={way.kind} look="quiet" data-testid={`way-${way.kind}`} onClick={() => onWay(way)}>
        {words}
      </Button>
    );
  }

  function wordsOf(way: WayOn): string | null {
    switch (way.kind) {
      case "remove": {
        const isLess = Object.values(way.left).some((n) => n > 0);
        return isLess ? say("wayLess") : say("wayRemove", { names: missingNames });
      }
      case "later": {
        const at = timeFor(way.from);
        return at === undefined ? null : say("wayLater", { time: moment(at) });
      }
      case "other-store":
        return say("wayOtherStore");
      case "without-coupon":
        return say("wayWithoutCoupon");
      case "take-out":
        return say("wayTakeOut");
      case "counter":
        return say("wayCounter");
      case "sign-in":
        return say("waySignIn");
      case "orders":
        return say("wayOrders");
      case "cart":
        return say("wayCart");
      // The button below says the new total; the card's own line offers the top-up.
      case "agree":
      case "top-up":
        return null;
    }
  }
}

const linkOf: Partial<Record<WayOn["kind"], string>> = {
  "sign-in": "/sign-in?next=/checkout",
  orders: "/orders",
  cart: "/cart",
};

function numberIn(error: unknown, name: string): number | undefined {
  const told = error instanceof ApiProblem ? error.problem[name] : undefined;
  return typeof told === "number" ? told : undefined;
}
