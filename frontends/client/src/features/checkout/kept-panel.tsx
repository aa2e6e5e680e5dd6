import { type PlaceOrderRequest, quote } from "@siren/contracts/order";
import { isOutOfReach } from "@siren/web/failures";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { askAgainMs } from "@siren/web/query-client";
import { Button } from "@siren/web/ui/button";
import { FailureNote } from "@siren/web/ui/note";
import { useMoment } from "@siren/web/use-moment";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { shownLines } from "../../shared/cart-lines.ts";
import type { Placement } from "../../shared/placement.ts";
import type { PlacementState } from "../../shared/placement-state.ts";
import { useMenu, useStore } from "../../shared/queries.ts";
import { useIsReachable } from "../../shared/reach.ts";
import { Screen } from "../../shared/screen.tsx";
import { useServices } from "../../shared/services.ts";
import { CartWords } from "./cart-words.tsx";
import { useCheckoutText } from "./checkout-texts.ts";

const freshMs = 30_000;

type Props = {
  state: Extract<PlacementState, { phase: "kept" }>;
  ownerId: string;
  placement: Placement;
};

/** Tapped without a connection, so not placed: kept, and once there is one asked for again, at today's total. */
export function KeptPanel({ state: { request, at }, ownerId, placement }: Props) {
  const say = useCheckoutText();
  const language = useLanguage();
  const moment = useMoment();
  const navigate = useNavigate();
  const { allowSound } = useServices();
  const isReached = useIsReachable();
  const store = useStore(request.storeId);
  const { data: menu } = useMenu(request.storeId);
  const quoted = useKeptQuote(request, at);
  const was_krw = request.expected_total_krw;
  const now_krw = isReached ? quoted.data?.total_krw : undefined;
  const refusal = quoted.error && !isOutOfReach(quoted.error) ? quoted.error : null;

  function confirm(): void {
    if (now_krw === undefined) return;
    allowSound();
    placement.place(ownerId, { ...request, expected_total_krw: now_krw });
  }
  function letGo(): void {
    placement.giveUp();
    navigate("/cart");
  }

  return (
    <Screen title={say("kept")} narrow>
      <div className="stack" data-testid="kept" data-back={now_krw !== undefined}>
        <p role="status" className="kept-words">
          {say(now_krw === undefined ? "keptOffline" : "keptBack")}
        </p>
        <section className="panel stack">
          <p className="row spread">
            <strong>{store ? localised(store.name, language) : request.storeId}</strong>
            <span className="soft small">{say("tappedAt", { time: moment(at) })}</span>
          </p>
          <ul className="order-lines">
            {shownLines(request.lines, menu).map(({ line, item }) => (
              <li key={`${line.itemId}:${line.choiceIds.join()}`}>
                <CartWords line={line} item={item} />
              </li>
            ))}
          </ul>
          <p className="row spread">
            <span>{say("total")}</span>
            <strong className="price-l">{won(now_krw ?? was_krw, language)}</strong>
          </p>
          {now_krw !== undefined && now_krw !== was_krw ? (
            <p className="checkout-far" role="status">
              {say("keptChanged", { was: won(was_krw, language), now: won(now_krw, language) })}
            </p>
          ) : null}
        </section>
        {refusal ? <FailureNote error={refusal} /> : null}
      </div>
      <div className="bottom-bar">
        <Button wide disabled={now_krw === undefined} data-testid="confirm-kept" onClick={confirm}>
          {say("keptYes", { price: won(now_krw ?? was_krw, language) })}
        </Button>
        <Button wide look="quiet" data-testid="drop-kept" onClick={letGo}>
          {say("keptNo")}
        </Button>
      </div>
    </Screen>
  );
}

/** Asked until somebody answers, and from then on now and then: the total that is agreed to is today's. */
function useKeptQuote(request: PlaceOrderRequest, at: number) {
  const { api } = useServices();
  const { expected_total_krw: _was, payment: _how, ...body } = request;
  return useQuery({
    queryKey: ["kept-quote", at, body],
    queryFn: async ({ signal }) =>
      (await api({ method: "POST", path: "/order/quotes", answer: quote, body, signal })).body,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data && !state.error ? freshMs : askAgainMs),
  });
}
