import { latte } from "../e2e/harness/cafe.ts";
import type { TestStack } from "../e2e/harness/stack.ts";
import { type Acknowledged, checkNothingLost } from "./acknowledged.ts";
import { makeLatteInstant, signUp } from "./bench-cafe.ts";
import { type Placed, placeOnce } from "./place-once.ts";
import { phaseTable, spentTable } from "./placing-table.ts";
import { processorTimeOf, spentBetween } from "./processor-time.ts";
import { whenTicketsAreThere } from "./ticket-lag.ts";

export type PlacingOptions = {
  seconds: number;
  /** Requests under way at any time, each of another customer. */
  atOnce: number;
  /** So many are placed while member is away: one a card, as none has more than one unpaid promise. */
  deferred: number;
  /** Placed before anything is measured. */
  warmUp: number;
};

export type Phase = {
  what: string;
  tookMs: number;
  placed: readonly Placed[];
  /** Processor time by process. */
  spentMs: ReadonlyMap<string, number>;
};

/** Two that never close: the hour of a bench is nobody's choice. */
const storeIds = ["seongsu", "gwanghwamun"] as const;

/** Orders by card through the gateway, as many as go, with member there and with member gone. */
export async function benchPlacing(
  stack: TestStack,
  { seconds, atOnce, deferred, warmUp }: PlacingOptions,
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
    return { what, tookMs, placed, spentMs: spentBetween(before, processorTimeOf(stack)) };
  }

  const warm = await phase("warm-up", (begun) => begun < warmUp);
  await whenTicketsAreThere(stack, acknowledgedOf([warm]));
  const paid = await phase("paid by card", (_, forMs) => forMs < seconds * 1_000);
  const lagMs = await whenTicketsAreThere(stack, acknowledgedOf([warm, paid]));
  say(phaseTable([paid]));
  say(`\n${spentTable(paid)}`);
  say(`tickets: the last one was there ${(lagMs / 1_000).toFixed(1)} s after the last answer\n`);
  await stack.kill("member");
  const promised = await phase("member away: promised", (begun) => begun < deferred);
  say(`${phaseTable([promised])}\n`);
  await stack.restart("member");
  const all = acknowledgedOf([warm, paid, promised]);
  await whenTicketsAreThere(stack, all);
  return checkNothingLost(stack, all);
}

const acknowledgedOf = (phases: readonly Phase[]): Acknowledged[] =>
  phases.flatMap(({ placed }) => placed.flatMap(({ acknowledged }) => acknowledged ?? []));
