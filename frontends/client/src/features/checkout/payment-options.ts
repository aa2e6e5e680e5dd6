import type { CardView } from "@siren/contracts/member";
import type { PlaceOrderRequest } from "@siren/contracts/order";
import type { SessionState } from "@siren/web/session";

export type PaymentOptions = {
  cardId: string | undefined;
  /** Not known while member is being asked, or cannot be: what it was a while ago may be wrong by a coffee. */
  available_krw: number | undefined;
  isCardAway: boolean;
  isCardEnough: boolean;
  /** Owed on it; a top-up goes there first. */
  arrears_krw: number;
};

/** A card whose balance is not known may be tried: the allowance, or a refusal, will say. */
export function paymentOptions(
  state: SessionState,
  cards: readonly CardView[] | undefined,
  knownCards: readonly string[],
  total_krw: number,
  isMemberAway = false,
): PaymentOptions {
  const isCardAway = isMemberAway || state.kind === "outage";
  const none = {
    cardId: undefined,
    available_krw: undefined,
    isCardAway,
    isCardEnough: false,
    arrears_krw: 0,
  };
  if (state.kind === "nobody") return none;
  const card = cards?.find(({ available_krw }) => available_krw >= total_krw) ?? cards?.[0];
  const cardId = card?.cardId ?? knownCards[0];
  const available_krw = state.kind === "member" && !isCardAway ? card?.available_krw : undefined;
  const isCardEnough = cardId !== undefined && (available_krw === undefined || available_krw >= total_krw);
  return { cardId, available_krw, isCardAway, isCardEnough, arrears_krw: card?.arrears_krw ?? 0 };
}

export type Method = PlaceOrderRequest["payment"]["method"];

/** What the person chose, unless it is no longer possible; otherwise the card, where there is enough on it. */
export function methodOf(chosen: Method | undefined, { isCardEnough }: PaymentOptions): Method {
  if (chosen === "counter") return "counter";
  return isCardEnough ? "card" : "counter";
}

/** The counter takes none: where the card does not suffice for the total with it, the order is the one without. */
export const goesWithCoupon = (chosen: Method | undefined, withIt: PaymentOptions): boolean =>
  methodOf(chosen, withIt) === "card";

const steps_krw = [10_000, 30_000, 50_000, 100_000, 300_000, 550_000];

/** The smallest top-ups that suffice, what is owed included. */
export function topUpsFor(missing_krw: number, arrears_krw: number): number[] {
  return steps_krw.filter((step) => step >= missing_krw + arrears_krw).slice(0, 2);
}
