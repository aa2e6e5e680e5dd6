import { ApiProblem, isOutOfReach } from "@siren/web/failures";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useObservable } from "@siren/web/use-observable";
import { useEffect, useState } from "react";
import { Navigate } from "react-router";
import { choiceNames, shownLines, totalOf } from "../../shared/cart-lines.ts";
import { guestOwner } from "../../shared/placement.ts";
import { useCards, useMenu, useQuote, useStore } from "../../shared/queries.ts";
import { Screen } from "../../shared/screen.tsx";
import { useMember, useServices, useSession } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import { PaymentChoice } from "./payment-choice.tsx";
import { type Method, methodOf, paymentOptions } from "./payment-options.ts";
import { PlacingPanel } from "./placing-panel.tsx";

export function CheckoutScreen() {
  const say = useText();
  const language = useLanguage();
  const { cart, placement, session, allowSound } = useServices();
  const state = useSession();
  const member = useMember();
  const phase = useObservable(placement.state);
  const { storeId, lines } = useObservable(cart);
  const store = useStore(storeId);
  const { data: menu } = useMenu(storeId ?? "");
  const request = storeId && lines.length > 0 && state.kind !== "starting" ? { storeId, lines } : null;
  const quoted = useQuote(request);
  const { data: cards } = useCards();
  const [chosen, setChosen] = useState<Method>();

  const ownerId = member?.memberId ?? guestOwner;
  const isStarting = state.kind === "starting";
  useEffect(() => {
    if (!isStarting) placement.open(ownerId);
  }, [placement, ownerId, isStarting]);

  useEffect(() => placement.settle, [placement]);

  const refusal = phase.phase === "refused" ? phase.error : undefined;
  const { refetch } = quoted;
  useEffect(() => {
    if (refusal) void refetch();
  }, [refusal, refetch]);

  if (phase.phase === "sending" || phase.phase === "asking" || phase.phase === "placed") {
    return <PlacingPanel state={phase} placement={placement} />;
  }
  if (!storeId || lines.length === 0) return <Navigate to="/cart" replace />;

  const shown = shownLines(lines, menu);
  // Where the total cannot be confirmed, a member orders at the menu's price; order refuses another one.
  const isAway = isOutOfReach(quoted.error);
  const total_krw = quoted.data?.total_krw ?? (isAway && menu ? totalOf(shown) : undefined);
  const options = paymentOptions(state, cards, session.knownCards(), total_krw ?? 0);
  const method = methodOf(chosen, options);
  // A guest's order needs the cookie that comes with the quote.
  const isReady = total_krw !== undefined && !isStarting && (member !== null || quoted.data !== undefined);

  function place(): void {
    if (!storeId || total_krw === undefined) return;
    allowSound();
    const { cardId } = options;
    const payment = method === "card" && cardId ? { method, cardId } : { method: "counter" as const };
    placement.place(ownerId, { storeId, lines, expected_total_krw: total_krw, payment });
  }

  return (
    <Screen title={say("checkout")} back="/cart">
      <div className="checkout-layout">
        <div className="stack">
          <section className="panel pick-up" aria-label={say("pickUpAt")}>
            <span className="soft small">{say("pickUpAt")}</span>
            <strong>{store ? localised(store.name, language) : storeId}</strong>
            <span className="soft small">{store ? localised(store.address, language) : null}</span>
            <Wait quote={quoted.data} isAway={isAway} />
          </section>
          <section className="panel" aria-label={say("yourOrder")}>
            <h2>{say("yourOrder")}</h2>
            <ul className="summary">
              {shown.map(({ line, item, line_krw }) => (
                <li key={`${line.itemId}:${line.choiceIds.join()}`}>
                  <span>
                    {item ? localised(item.name, language) : line.itemId} × {line.quantity}
                    <span className="soft small block">
                      {item
                        ? choiceNames(item, line.choiceIds)
                            .map((each) => localised(each, language))
                            .join(" · ")
                        : null}
                    </span>
                  </span>
                  <span className="price">{won(line_krw, language)}</span>
                </li>
              ))}
            </ul>
          </section>
        </div>
        <PaymentChoice options={options} method={method} onChoose={setChosen} />
      </div>
      {isAway ? <Note tone="warn">{say("quoteFailed")}</Note> : null}
      {quoted.error && !isAway ? <FailureNote error={quoted.error} /> : null}
      <div className="bottom-bar">
        {refusal && !isSameProblem(refusal, quoted.error) ? <FailureNote error={refusal} /> : null}
        <p className="row spread">
          <span>{say("total")}</span>
          <strong className="price-l">
            {total_krw === undefined ? <Skeleton height="1.2em" width="5em" /> : won(total_krw, language)}
          </strong>
        </p>
        <Button wide disabled={!isReady} data-testid="place-order" onClick={place}>
          {say("placeNow", { price: total_krw === undefined ? "" : won(total_krw, language) })}
        </Button>
      </div>
    </Screen>
  );
}

function Wait({
  quote,
  isAway,
}: {
  quote: { place: number | null; etaMinutes: number | null } | undefined;
  isAway: boolean;
}) {
  const say = useText();
  if (!quote && !isAway) return <Skeleton height="1.4em" width="9em" />;
  if (!quote || quote.place === null || quote.etaMinutes === null) {
    return <span className="wait">{say("noEta")}</span>;
  }
  return (
    <span className="wait">
      {say("placeInLine", { n: quote.place })} · {say("aboutMinutes", { n: quote.etaMinutes })}
    </span>
  );
}

const isSameProblem = (a: unknown, b: unknown) =>
  a instanceof ApiProblem && b instanceof ApiProblem && a.code === b.code;
