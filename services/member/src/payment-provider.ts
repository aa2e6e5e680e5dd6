import type { Krw } from "@siren/contracts/money";

export type Charge = { transactionId: string; paymentToken: string; amount_krw: Krw };

/** Where a top-up's won come from. The same transaction id must never charge twice. */
export type PaymentProvider = { charge(charge: Charge): Promise<"approved" | "declined"> };

/** Stands in for a card company: tokens that begin with `decline` are declined, the others approved. */
export const sandboxProvider: PaymentProvider = {
  async charge({ paymentToken }) {
    return paymentToken.startsWith("decline") ? "declined" : "approved";
  },
};
