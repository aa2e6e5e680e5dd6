import type { Verdict as Audited } from "@siren/contracts/audit";
import { finalStates } from "@siren/contracts/order";
import { type Facts, factsOf } from "../e2e/harness/audit.ts";
import type { TestStack } from "../e2e/harness/stack.ts";
import { verdictsOf } from "../e2e/harness/verdicts.ts";
import type { Guest } from "./cast/guest.ts";
import type { Member } from "./cast/member.ts";
import { nap, type Scene } from "./cast/scene.ts";
import type { History } from "./history.ts";
import { judgeAgreement, judgeAuditors, judgeBooks } from "./judge-agreement.ts";
import { judgeHistory } from "./judge-history.ts";
import { judgeAnswers, judgeWork, unreadable, type Worked } from "./judge-work.ts";
import { type LastLook, lookAt } from "./last-look.ts";
import { acknowledgedOrders } from "./placings.ts";
import { leastLookMs } from "./time-limits.ts";
import { groupedBy, isBroken, type Verdict } from "./verdicts.ts";

export type Judged = {
  verdicts: Verdict[];
  /** Orders of which a customer was told; of those. */
  acknowledged: number;
  lost: number;
  doubled: number;
};

const betweenLooksMs = 1_000;

type Settling = Pick<Worked, "struck" | "times"> & {
  scene: Scene;
  members: Member[];
  guests: Guest[];
  settleMs: number;
  signal: AbortSignal;
};

/** Judged again and again until nothing is wrong any more, or the time is over. */
export async function untilSettled(stack: TestStack, settling: Settling): Promise<Judged> {
  const { settleMs, signal } = settling;
  const endsAtMs = performance.now() + settleMs;
  const isLate = () => performance.now() > endsAtMs;
  const isOver = async () => (await factsOf(stack)).orders.every(({ state }) => finalStates.has(state));
  // The staff goes on until then.
  while (!isLate() && !signal.aborted && !(await isOver().catch(() => false)))
    await nap(betweenLooksMs, signal);
  for (let before: Judged | undefined; ; ) {
    signal.throwIfAborted();
    const lookMs = Math.max(leastLookMs, endsAtMs - performance.now());
    const judged: Judged = await lookAndJudge(stack, settling, lookMs).catch((fault: unknown) =>
      unreadable(settling.scene.history, fault, before),
    );
    if (isLate() || !judged.verdicts.some(isBroken)) return judged;
    before = judged;
    await nap(betweenLooksMs, signal);
  }
}

async function lookAndJudge(
  stack: TestStack,
  { scene, members, guests, struck, times }: Settling,
  withinMs: number,
): Promise<Judged> {
  const last = await lookAt(scene.history, members, guests, withinMs);
  const facts = await factsOf(stack);
  const auditors = await Promise.all(
    stack
      .processes("auditor")
      .map(({ announcement }) => verdictsOf(stack, announcement?.url).catch(() => [])),
  );
  const { exchanges, shown } = scene.history;
  const judged = judgeAll(scene.history, last, facts, auditors);
  const ofWork = judgeWork({ exchanges, shown, last, struck, times });
  return { ...judged, verdicts: [...ofWork, judgeAnswers(exchanges), ...judged.verdicts] };
}

function judgeAll(history: History, last: LastLook, facts: Facts, auditors: readonly Audited[][]): Judged {
  const { exchanges, shown } = history;
  const seen = { exchanges, shown, last };
  const ofHistory = judgeHistory(seen);
  const orders = last.orders.reduce((sum, one) => sum + one.orders.length, 0);
  const byKey = groupedBy(facts.orders, ({ idempotencyKey }) => idempotencyKey);
  const known = new Set(facts.orders.map(({ orderId }) => orderId));
  const acknowledged = [...acknowledgedOrders(exchanges).values()];
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ order }) => !known.has(order.orderId)).length,
    doubled: [...byKey.values()].filter((all) => all.length > 1).length,
    verdicts: [
      ...ofHistory,
      ...judgeBooks(seen, facts),
      judgeAgreement(ofHistory, auditors, orders),
      ...judgeAuditors(auditors),
    ],
  };
}
