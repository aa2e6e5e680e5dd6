/** What member announced beforehand: up to here order may promise against a card that cannot be asked. */
export type Allowance = {
  cardId: string;
  memberId: string;
  amount_krw: number;
  version: number;
  expiresAt: number;
  arrears_krw: number;
};

export function covers(
  allowance: Allowance | null,
  wanted: { memberId: string; amount_krw: number },
  now: number,
): boolean {
  return (
    allowance !== null &&
    allowance.memberId === wanted.memberId &&
    allowance.arrears_krw === 0 &&
    allowance.expiresAt > now &&
    allowance.amount_krw >= wanted.amount_krw
  );
}
