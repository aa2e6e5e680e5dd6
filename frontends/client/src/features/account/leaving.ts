import type { AccountView } from "@siren/contracts/accounts";
import type { CardView } from "@siren/contracts/member";
import { ApiProblem } from "@siren/web/failures";

/** Why an account cannot end just now; `won` only has to be agreed to. */
type Hindrance = { because: "held" | "owed" | "won"; amount_krw: number };

/** What the cards say before anybody asks the server, which decides. */
export function hindrances(cards: readonly CardView[]): Hindrance[] {
  const sum = (of: (card: CardView) => number) => cards.reduce((total, card) => total + of(card), 0);
  const all: Hindrance[] = [
    { because: "held", amount_krw: sum(({ held_krw }) => held_krw) },
    { because: "owed", amount_krw: sum(({ arrears_krw }) => arrears_krw) },
    { because: "won", amount_krw: sum(({ available_krw }) => available_krw) },
  ];
  return all.filter(({ amount_krw }) => amount_krw > 0);
}

/** What the server wants to be shown: the password, or a sign-in by a provider a moment ago. */
export const proofWanted = ({ hasPassword }: Pick<AccountView, "hasPassword">) =>
  hasPassword ? "password" : "fresh sign-in";

/** Why it was refused, as far as it can be said beside the field that it is about. */
export function confirmFault(
  error: unknown,
  account: Pick<AccountView, "hasPassword">,
): "wrong password" | "sign in anew" | undefined {
  if (!(error instanceof ApiProblem) || error.code !== "UNAUTHENTICATED") return undefined;
  if (error.problem.because === "outage-pass") return undefined;
  return account.hasPassword ? "wrong password" : "sign in anew";
}
