import fc from "fast-check";
import { hearings, pageFates, services, ways } from "./world.ts";

const which = fc.constantFrom(0, 1, 2);
const way = fc.oneof(
  { weight: 4, arbitrary: fc.constant("heard" as const) },
  { weight: 3, arbitrary: fc.constantFrom(...ways) },
);
const step = <Do extends string, T>(act: Do, fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record({ act: fc.constant(act), ...fields }) as fc.Arbitrary<{ act: Do } & T>;

/** What the next natural tap is, barista finds on the ticket. */
export const verbs = [
  ...["accept", "claim", "done", "release", "finish", "recall", "handOver"],
  ...["reject", "reject some", "paid", "remake"],
] as const;

const place = step("place", { which, pays: fc.constantFrom("card", "card", "counter"), member: way });
const carry = step("carry", {
  hearing: fc.constantFrom(...hearings),
  fate: fc.oneof(
    { weight: 3, arbitrary: fc.constant("as it is" as const) },
    { weight: 2, arbitrary: fc.constant("told again" as const) },
    { weight: 2, arbitrary: fc.constantFrom(...pageFates) },
  ),
});
const carryAll = step("everything is heard", {});
const arrive = step("what was late arrives", {});
const next = step("next tap", { which, by: fc.constantFrom(0, 1) });
const tap = step("tap", {
  ...{ which, by: fc.constantFrom(0, 1), unit: fc.nat(2) },
  verb: fc.constantFrom(...verbs),
  /** With the key of the tap before: sent twice. */
  isRepeat: fc.boolean(),
});
const cancel = step("cancel", { which, barista: way });
const move = step("move", { which, to: fc.constantFrom(0, 1), barista: way });
const fetched = step("picked up", { which });
const atCounter = step("pay at counter", { which });
const refund = step("refund", { which, part: fc.constantFrom("whole", "first line"), key: fc.nat(1) });
const topUp = step("top up", { amount_krw: fc.constantFrom(1_000, 6_000, 20_000) });
const stock = step("stock", {
  store: fc.constantFrom(0, 1),
  word: fc.oneof(
    fc.record({ received: fc.nat(3) }),
    fc.record({ counted: fc.option(fc.nat(3), { freq: 4 }) }),
  ),
});
const wait = step("wait", { ms: fc.constantFrom(900, 3_000, 11_000, 61_000, 301_000, 601_000, 3_601_000) });
const timers = step("timers", { of: fc.constantFrom(...services), member: way, barista: way });
const crash = step("crash", {
  of: fc.constantFrom(...services),
  /** 0: between two steps. Otherwise as many named steps inside the service later. */
  afterPoints: fc.nat(6),
  awayForSteps: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(4)),
});

const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

const anyStep = fc.oneof(
  ...[often(5, place), often(8, carry), often(6, carryAll), often(10, next), often(4, tap)],
  ...[often(2, cancel), often(1, move), often(1, fetched), often(1, atCounter), often(1, refund)],
  ...[often(1, topUp), often(1, stock), often(2, wait), often(3, timers), often(1, arrive)],
);
export type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T | CrashStep : never;
type CrashStep = typeof crash extends fc.Arbitrary<infer T> ? T : never;

const balance_krw = fc.constantFrom(0, 6_000, 15_000, 15_000, 60_000, 60_000);
/** Who is there when the rest has been tried: nobody accepts anything any more, or everything is made. */
const ending = fc.constantFrom("everything is made", "nobody comes");
const cakes = fc.constantFrom(null, 1, 3);

export type Sequence = {
  balance_krw: number;
  /** What the first store counts at the beginning. */
  cakes: number | null;
  steps: Step[];
  ending: "everything is made" | "nobody comes";
};

/** A day of at most so many steps; `crashes`: how often in a hundred steps a service dies. */
export function anySequence({ steps, crashes }: { steps: number; crashes: number }): fc.Arbitrary<Sequence> {
  const mixed: fc.Arbitrary<Step> =
    crashes === 0 ? anyStep : fc.oneof(often(100 - crashes, anyStep), often(crashes, crash));
  const lived = fc.array(mixed, { minLength: 1, maxLength: steps, size: "max" });
  return fc.record({ balance_krw, cakes, steps: lived, ending }) as fc.Arbitrary<Sequence>;
}
