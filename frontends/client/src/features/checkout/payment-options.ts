import type { CardView } from "@siren/contracts/member";
import type { PlaceOrderRequest } from "@siren/contracts/order";
import type { SessionState } from "@siren/web/session";

export type PaymentOptions = {
  cardId: string | undefined;
  /** Not known while member cannot be asked. */
  available_krw: number | undefined;
  isCardEnough: boolean;
};

/** A card whose balance is not known may be tried: the allowance, or a refusal, will say. */
export function paymentOptions(
  state: SessionState,
  cards: readonly CardView[] | undefined,
  knownCards: readonly string[],
  total_krw: number,
): PaymentOptions {
  if (state.kind === "nobody") return { cardId: undefined, available_krw: undefined, isCardEnough: false };
  const card = cards?.find(({ available_krw }) => available_krw >= total_krw) ?? cards?.[0];
  const cardId = card?.cardId ?? knownCards[0];
  const available_krw = state.kind === "member" ? card?.available_krw : undefined;
  const isCardEnough = cardId !== undefined && (available_krw === undefined || available_krw >= total_krw);
  return { cardId, available_krw, isCardEnough };
}

export type Method = PlaceOrderRequest["payment"]["method"];

/** What the person chose, unless it is no longer possible; otherwise the card, where there is enough on it. */
export function methodOf(chosen: Method | undefined, { isCardEnough }: PaymentOptions): Method {
  if (chosen === "counter") return "counter";
  return isCardEnough ? "card" : "counter";
}
