import type { Krw } from "@siren/contracts/money";

export type Charge = { transactionId: string; paymentToken: string; amount_krw: Krw };
export type ChargeAnswer = "approved" | "declined" | "pending";
/** Said by the provider of itself: later than it was asked, or once more. */
export type LateAnswer = { transactionId: string; answer: "approved" | "declined" };

/**
 * Where a top-up's won come from. Asked again with a transaction id that it knows, it tells what became of that
 * one and charges nothing more.
 */
export type PaymentProvider = {
  /** May never answer; the signal ends the waiting, not the charge. */
  charge(charge: Charge, signal: AbortSignal): Promise<ChargeAnswer>;
  listen?(hear: (answer: LateAnswer) => void): void;
  close?(): void;
};
