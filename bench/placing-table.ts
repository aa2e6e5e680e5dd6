import { columns, inMs, spreadOf } from "../e2e/harness/spread.ts";
import { counted } from "../e2e/harness/step-table.ts";
import type { Phase } from "./placing.ts";
import { nothingSpent, type Spent } from "./processor-time.ts";

export function phaseTable(phases: readonly Phase[]): string {
  const head = ["placing an order", "orders", "orders/s", "p50 ms", "p95 ms", "p99 ms", "max ms"];
  const rows = phases.map(({ what, placed, tookMs }) => {
    const good = placed.filter(({ acknowledged }) => acknowledged);
    const { count, p50, p95, p99, max } = spreadOf(good.map((one) => one.tookMs));
    const perSecond = (count / (tookMs / 1_000)).toFixed(1);
    return [what, String(count), perSecond, inMs(p50), inMs(p95), inMs(p99), inMs(max)];
  });
  const answers = phases.map(({ what, placed }) => {
    const byOutcome = Map.groupBy(placed, ({ outcome }) => outcome);
    return `answers, ${what}: ${counted(new Map([...byOutcome].map(([code, all]) => [code, all.length])))}`;
  });
  return [columns([head, ...rows]), "", ...answers].join("\n");
}

/** Processor time an order, by process: what a change costs or saves on a machine that others use too. */
export function spentTable({ placed, spent }: Pick<Phase, "placed" | "spent">): string {
  const orders = acknowledgedIn(placed);
  const row = (who: string, { userMs, systemMs }: Spent) => [
    who,
    ...[userMs, systemMs, userMs + systemMs].map((ms) => inMs(ms / orders)),
  ];
  const whole = [...spent.values()].reduce(
    (sum, one) => ({
      userMs: sum.userMs + one.userMs,
      systemMs: sum.systemMs + one.systemMs,
    }),
    nothingSpent,
  );
  return columns([
    ["processor time an order, ms", "its own", "system's", "both"],
    ...[...spent].map(([who, of]) => row(who, of)),
    row("all of it", whole),
  ]);
}

export const acknowledgedIn = (placed: Phase["placed"]): number =>
  placed.filter(({ acknowledged }) => acknowledged).length;
