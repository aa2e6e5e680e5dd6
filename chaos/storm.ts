/**
 * The two minutes in the test command: everything is struck once, member and both gateways are frozen whole, order is
 * killed whole. As `npm run chaos -- --seed 193 --minutes 2 --quiet-s 10 --customers 3`.
 */
export const storm = {
  ...{ seed: 193, loadMs: 120_000, quietMs: 10_000, everyMs: 5_000, customers: 3, only: [] },
} as const;
/** Who is starved settles later, and is waited for: as long as the runner's own limit allows. */
export const stormSettleMs = 240_000;
export const stormCommand = "npm run chaos -- --seed 193 --minutes 2 --quiet-s 10 --customers 3";
