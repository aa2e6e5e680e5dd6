import { useObservable } from "@siren/web/use-observable";
import { Link } from "react-router";
import { useServices } from "../../shared/services.ts";
import { useAccountText } from "./account-texts.ts";

const brings = ["guestCard", "guestStars", "guestFavourites", "guestEverywhere", "guestMessages"] as const;

/** What an account would bring, and what becomes of the orders that were placed without one. */
export function GuestPanel({ next }: { next: string | null }) {
  const say = useAccountText();
  const { guest } = useServices();
  const hasOrders = useObservable(guest);
  const to = encodeURIComponent(next ?? "/account");
  return (
    <section className="panel stack" aria-labelledby="guest">
      <h2 id="guest">{say("guestTitle")}</h2>
      <ul className="brings">
        {brings.map((each) => (
          <li key={each}>{say(each)}</li>
        ))}
      </ul>
      <Link className="ui-button" to={`/sign-in?next=${to}`}>
        {say("signIn")}
      </Link>
      <Link className="ui-button" data-look="quiet" to={`/register?next=${to}`}>
        {say("register")}
      </Link>
      {hasOrders ? <p className="soft small">{say("guestOrders")}</p> : null}
    </section>
  );
}
