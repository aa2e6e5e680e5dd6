import { setTimeout as pause } from "node:timers/promises";
import { type Facts, factsOf } from "../e2e/harness/audit.ts";
import { baristaOf, storeId } from "../e2e/harness/cafe.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import { workShift } from "../e2e/harness/shift.ts";
import { startTestStack, type TestStack } from "../e2e/harness/stack.ts";
import { verdictsOf } from "../e2e/harness/verdicts.ts";
import { arrive, keepOrdering, type Notes } from "./guests.ts";
import { planOf, type Strike } from "./plan.ts";
import { fromAuditor, judge, type Verdict } from "./verdicts.ts";

export type ChaosOptions = {
  seed: number;
  kills: number;
  customers: number;
  signal: AbortSignal;
  say: (line: string) => void;
};

/** Longer than the longest pause before a restart, than a breaker's rest, and than a saga's own deadlines. */
const quietDeadlineMs = 90_000;
/** What one page of the audits holds. */
const auditPage = 1_000;

/** A stack with two of those that write, people who go on whatever happens, and processes that die. */
export async function runChaos({ seed, kills, customers, signal, say }: ChaosOptions): Promise<Verdict[]> {
  await using stack = await startTestStack({
    replicas: { order: 2, barista: 2, member: 2 },
    restartCrashed: true,
    buildPages: false,
    // Services have less time to agree than in a cafe that stands, so that a run does not take a minute longer.
    env: { auditor: { AUDIT_EVERY_MS: "1000", AUDIT_QUIET_MS: "10000" } },
    signal,
  });
  const notes: Notes = { acknowledged: [], sent: new Set(), gaveUp: 0 };
  const guests = await Promise.all(Array.from({ length: customers }, (_, n) => arrive(stack, n)));
  const barista = await baristaOf(stack);
  const closing = new AbortController();
  const ordering = new AbortController();
  const shift = workShift(barista, { storeId, signal: closing.signal });
  const walks = guests.map((guest) => keepOrdering(guest, notes, ordering.signal));
  try {
    await strikeAll(stack, planOf(seed, kills), signal, say);
    ordering.abort();
    await Promise.all(walks);
    say(`quiet: ${notes.acknowledged.length} orders acknowledged, ${notes.gaveUp} given up`);
    await allUp(stack);
    const readyShown = () =>
      new Map(
        guests.flatMap(({ page }) =>
          page.shown
            .filter(({ name }) => name === "order.ready")
            .map(({ order }): [string, number] => [order.orderId, page.times(order.orderId, "order.ready")]),
        ),
      );
    return await untilQuiet(stack, (facts) => judge(facts, { ...notes, readyShown: readyShown() }));
  } finally {
    ordering.abort();
    closing.abort();
    for (const { page } of guests) page.close();
    await Promise.allSettled([...walks, shift]);
  }
}

async function strikeAll(
  stack: TestStack,
  plan: readonly Strike[],
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const resumed: Promise<void>[] = [];
  for (const { afterMs, name, replica, how, pausedMs } of plan) {
    await pause(afterMs, undefined, { signal });
    const isThere = stack.process(name, replica).pid !== undefined;
    const what = how === "SIGSTOP" ? `pauses for ${pausedMs} ms` : `gets ${how}`;
    say(`  ${name}-${replica} ${isThere ? what : "is not back yet, and spared"}`);
    if (!isThere) continue;
    if (how !== "SIGSTOP") await stack.kill(name, replica, how);
    else {
      await stack.kill(name, replica, "SIGSTOP");
      resumed.push(pause(pausedMs).then(() => stack.kill(name, replica, "SIGCONT")));
    }
  }
  await Promise.all(resumed);
}

async function allUp(stack: TestStack): Promise<void> {
  await eventually(
    "every process is back",
    () => stack.processes().every(({ state }) => state === "listening"),
    quietDeadlineMs,
  );
  await Promise.all(stack.processes().map(stack.whenUp));
}

/** Facts are judged until nothing is wrong any more, or the time is over. Nothing seen is no verdict. */
async function untilQuiet(stack: TestStack, verdicts: (facts: Facts) => Verdict[]): Promise<Verdict[]> {
  const endsAt = performance.now() + quietDeadlineMs;
  for (;;) {
    const isLate = performance.now() > endsAt;
    const facts = await factsOf(stack).catch((error: unknown) => {
      if (isLate) throw error;
    });
    if (facts && facts.orders.length >= auditPage)
      throw new Error(`more than ${auditPage} orders are not judged: choose fewer kills or customers`);
    const audited = await verdictsOf(stack).catch(() => []);
    const last = facts && [...verdicts(facts), ...fromAuditor(audited)];
    if (last && (isLate || last.every(({ violations }) => violations.length === 0))) return last;
    await pause(250);
  }
}
