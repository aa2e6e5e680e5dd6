import assert from "node:assert/strict";
import { test } from "node:test";
import { seededChance } from "@siren/chassis/testing/seeded-chance";
import { finalStates } from "@siren/contracts/order";
import type { OrderCommand } from "../src/domain/decide.ts";
import { draft } from "../src/testing/build-order.ts";
import { openLittleCafe } from "../src/testing/little-cafe.ts";

const sequences = 20_000;
const steps = 60;
const firstSeed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

const asked = ["cancel", "expire", "hand-over", "pay-at-counter", "move", "refund", "forge"] as const;
const forged: readonly OrderCommand["name"][] = ["authorise", "defer", "expire", "leave-unclaimed", "cancel"];

function live(seed: number): string {
  const chance = seededChance(seed);
  const isCard = chance.below(4) > 0;
  const cafe = openLittleCafe(draft(isCard ? {} : { choice: { method: "counter" } }), {
    balance_krw: chance.pick([0, 5_000, 100_000]),
  });
  for (let step = 0; step < steps; step += 1) {
    cafe.tick(chance.below(5) - 1);
    const kind = chance.below(10);
    if (kind < 3) cafe.deliver(chance.pick(["to-order", "to-member", "to-barista"]));
    else if (kind < 4) cafe.deliverAgain(chance.pick(["to-order", "to-member"]), chance.below(99));
    else if (kind < 5) cafe.askForHold(chance.pick(["heard", "answer-lost", "never-arrived"]));
    else if (kind < 8)
      cafe.work(chance.pick(["accept", "start", "finish", "hand-over", "paid", "reject", "unclaim"]));
    else {
      const wish = chance.pick(asked);
      if (wish !== "forge") cafe.ask(wish, chance.below(3));
      else if (cafe.order().state === "PLACED") cafe.command({ name: chance.pick(forged) } as OrderCommand);
    }
    cafe.check();
  }
  cafe.settle();
  cafe.check();
  return cafe.order().state;
}

test(`${sequences} cafes in which everything comes twice, late or across (SEED=${firstSeed})`, () => {
  const ends = new Map<string, number>();
  for (let n = 0; n < sequences; n += 1) {
    const seed = (firstSeed + n) | 0;
    try {
      const end = live(seed);
      ends.set(end, (ends.get(end) ?? 0) + 1);
    } catch (error) {
      throw new Error(`SEED=${seed} breaks it`, { cause: error });
    }
  }
  // A generator that never gets anywhere would find nothing either.
  for (const state of finalStates) assert.ok((ends.get(state) ?? 0) > 10, `${state}: ${ends.get(state)}`);
});
