import { topUpRequest } from "@siren/contracts/member";

export const offeredAmounts = [10_000, 30_000, 50_000, 100_000] as const;

/** What the sandbox's cards do follows from how their names begin. */
export const sandboxCards = ["sandbox", "decline", "timeout", "late", "twice"] as const;
export type SandboxCard = (typeof sandboxCards)[number];
export const tokenOf = (card: SandboxCard): string => `${card}-card`;

const form = topUpRequest.shape.amount_krw;

/** As people type won: with commas, blanks, the sign or the word; never with a point, which means two things. Null for what is no amount that is taken. */
export function amountTyped(typed: string): number | null {
  const digits = typed.normalize("NFKC").replace(/[\s,₩원]/g, "");
  if (!/^\d{1,9}$/.test(digits)) return null;
  const read = form.safeParse(Number(digits));
  return read.success ? read.data : null;
}
