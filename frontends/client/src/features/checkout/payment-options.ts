import type { CardView } from "@siren/contracts/member";
import type { PlaceOrderRequest } from "@siren/contracts/order";
import type { SessionState } from "@siren/web/session";

export type PaymentOptions = {
  cardId: string | undefined;
  /** Not known while member cannot be asked, or has not answered yet. */
  available_krw: number | undefined;
  isBeingAsked: boolean;
  isCardEnough: boolean;
  /** Owed on it; a top-up goes there first. */
  arrears_krw: number;
};

/** As they are now; none while nobody can say that. */
type CardsNow = { cards: readonly CardView[] | undefined; isAway: boolean; error: unknown };

/** A card whose balance is not known may be tried: the allowance, or a refusal, will say. */
export function paymentOptions(
  state: SessionState,
  { cards, isAway, error }: CardsNow,
  knownCards: readonly string[],
  total_krw: number,
): PaymentOptions {
  const unknown = { cardId: undefined, available_krw: undefined, isBeingAsked: false };
  if (state.kind === "nobody") return { ...unknown, isCardEnough: false, arrears_krw: 0 };
  const card = cards?.find(({ available_krw }) => available_krw >= total_krw) ?? cards?.[0];
  const cardId = card?.cardId ?? knownCards[0];
  const available_krw = card?.available_krw;
  const isBeingAsked = !cards && !isAway && !error;
  const isCardEnough = cardId !== undefined && (available_krw === undefined || available_krw >= total_krw);
  return { cardId, available_krw, isBeingAsked, isCardEnough, arrears_krw: card?.arrears_krw ?? 0 };
}

export type Method = PlaceOrderRequest["payment"]["method"];

/** What the person chose, unless it is no longer possible; otherwise the card, where there is enough on it. */
export function methodOf(chosen: Method | undefined, { isCardEnough }: PaymentOptions): Method {
  if (chosen === "counter") return "counter";
  return isCardEnough ? "card" : "counter";
}

const steps_krw = [10_000, 30_000, 50_000, 100_000, 300_000, 550_000];

/** The smallest top-ups that suffice, what is owed included. */
export function topUpsFor(missing_krw: number, arrears_krw: number): number[] {
  return steps_krw.filter((step) => step >= missing_krw + arrears_krw).slice(0, 2);
}
