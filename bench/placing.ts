import { latte } from "../e2e/harness/cafe.ts";
import type { TestStack } from "../e2e/harness/stack.ts";
import { type Acknowledged, checkNothingLost } from "./acknowledged.ts";
import { askedTable, countsOf } from "./asked.ts";
import { makeLatteInstant, signUp } from "./bench-cafe.ts";
import { type Placed, placeOnce } from "./place-once.ts";
import { acknowledgedIn, phaseTable, spentTable } from "./placing-table.ts";
import { processorTimeOf, type Spent, spentBetween } from "./processor-time.ts";
import { whenTicketsAreThere } from "./ticket-lag.ts";

export type PlacingOptions = {
  seconds: number;
  /** Requests under way at any time, each of another customer. */
  atOnce: number;
  /** So many are placed while member is away: one a card, as none has more than one unpaid promise; 0 leaves it out. */
  deferred: number;
  /** Placing goes on for so long before anything is measured: a cafe's process has been warm since the morning. */
  warmS: number;
};

export type Phase = {
  what: string;
  tookMs: number;
  placed: readonly Placed[];
  /** Processor time by process. */
  spent: ReadonlyMap<string, Spent>;
};

/** Two that never close: the hour of a bench is nobody's choice. */
const storeIds = ["seongsu", "gwanghwamun"] as const;

/** Orders by card through the gateway, as many as go, with member there and with member gone. */
export async function benchPlacing(
  stack: TestStack,
  { seconds, atOnce, deferred, warmS }: PlacingOptions,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<string> {
  for (const storeId of storeIds) await makeLatteInstant(stack, storeId);
  const shoppers = await signUp(stack, Math.max(atOnce, deferred), signal);
  say(`${shoppers.length} customers are signed up`);
  const total_krw = (await shoppers[0]?.customer.quote(latte(1), storeIds[0]))?.total_krw ?? 0;

  async function phase(what: string, mayGoOn: (begun: number, forMs: number) => boolean): Promise<Phase> {
    const placed: Placed[] = [];
    const before = processorTimeOf(stack);
    const beganAtMs = performance.now();
    let begun = 0;
    const lane = async () => {
      while (!signal.aborted && mayGoOn(begun, performance.now() - beganAtMs)) {
        const n = begun++;
        const shopper = shoppers[n % shoppers.length];
        const storeId = storeIds[n % storeIds.length] ?? storeIds[0];
        if (shopper) placed.push(await placeOnce(shopper, storeId, total_krw));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    const tookMs = performance.now() - beganAtMs;
    return { what, tookMs, placed, spent: spentBetween(before, processorTimeOf(stack)) };
  }

  async function promisedWithoutMember(): Promise<Phase> {
    await stack.kill("member");
    const promised = await phase("member away: promised", (begun) => begun < deferred);
    say(`${phaseTable([promised])}\n`);
    await stack.restart("member");
    return promised;
  }

  const forSeconds = (s: number) => (_: number, forMs: number) => forMs < s * 1_000;
  const warm = await phase("warm-up", forSeconds(warmS));
  await whenTicketsAreThere(stack, acknowledgedOf([warm]));
  const countsBefore = await countsOf(stack);
  const paid = await phase("paid by card", forSeconds(seconds));
  const lagMs = await whenTicketsAreThere(stack, acknowledgedOf([warm, paid]));
  const counts = await countsOf(stack);
  say(
    `after ${warmS} s and ${acknowledgedIn(warm.placed)} orders that are not counted:\n${phaseTable([paid])}`,
  );
  say(`\n${spentTable(paid)}\n\n${askedTable(countsBefore, counts, acknowledgedIn(paid.placed))}`);
  say(`tickets: the last one was there ${(lagMs / 1_000).toFixed(1)} s after the last answer\n`);
  const away = deferred > 0 ? [await promisedWithoutMember()] : [];
  const all = acknowledgedOf([warm, paid, ...away]);
  await whenTicketsAreThere(stack, all);
  return checkNothingLost(stack, all);
}

const acknowledgedOf = (phases: readonly Phase[]): Acknowledged[] =>
  phases.flatMap(({ placed }) => placed.flatMap(({ acknowledged }) => acknowledged ?? []));
