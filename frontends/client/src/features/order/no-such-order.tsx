import { ApiProblem } from "@siren/web/failures";
import { Link, useLocation } from "react-router";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { useMember } from "../../shared/services.ts";
import { useOrderText } from "./order-texts.ts";

/** Somebody else's is not told apart from none; an address can hold anything. */
const refusedAsUnknown: ReadonlySet<string> = new Set(["NOT_FOUND", "BAD_REQUEST", "UNAUTHENTICATED"]);

export const isUnknownOrder = (error: unknown): boolean =>
  error instanceof ApiProblem && refusedAsUnknown.has(error.code);

/** In place of an order or its receipt. */
export function NoSuchOrder() {
  const say = useOrderText();
  const isMember = useMember() !== null;
  const { pathname } = useLocation();
  return (
    <div className="empty">
      <ItemDrawing item={{ itemId: "americano", categoryId: "espresso" }} />
      <h2>{say("noOrderSuch")}</h2>
      <p className="soft">{say(isMember ? "noOrderText" : "noOrderGuest")}</p>
      <div className="row">
        <Link className="ui-button" to="/orders">
          {say("allOrders")}
        </Link>
        {isMember ? null : (
          <Link className="ui-button" data-look="quiet" to={`/sign-in?next=${encodeURIComponent(pathname)}`}>
            {say("signIn")}
          </Link>
        )}
      </div>
    </div>
  );
}
