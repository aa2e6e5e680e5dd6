import { randomInt } from "node:crypto";
import { readOptions, runCommand } from "../e2e/harness/command-line.ts";
import { runChaos } from "./chaos.ts";
import { runLiveChaos } from "./live-chaos.ts";
import type { Verdict } from "./verdicts.ts";

/**
 * `npm run chaos -- --seed 7 --kills 10`: without a seed one is drawn, and printed in either case.
 * `npm run chaos -- live --orders 200 --cut-s 60`: the same question of the pages' sockets alone, by a plan that is fixed.
 */
await runCommand(async (signal) => {
  const [first, ...others] = process.argv.slice(2);
  return first === "live" ? struckSockets(others, signal) : struckCafe(process.argv.slice(2), signal);
});

async function struckCafe(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { numbers } = readOptions(
    args,
    {
      seed: { default: randomInt(1_000_000), min: 0, max: 4_294_967_295 },
      kills: { default: 10, min: 0, max: 10_000 },
      customers: { default: 3, min: 1, max: 50 },
    },
    {},
  );
  console.log(`seed ${numbers.seed}, ${numbers.kills} kills, ${numbers.customers} customers`);
  const violated = print(await runChaos({ ...numbers, signal, say }));
  const again = `again with: npm run chaos -- --seed ${numbers.seed} --kills ${numbers.kills}`;
  console.log(
    violated === 0
      ? `seed ${numbers.seed}: nothing was violated`
      : `seed ${numbers.seed}: ${violated} invariants violated; ${again}`,
  );
  return violated === 0 ? 0 : 1;
}

async function struckSockets(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { numbers } = readOptions(
    args,
    {
      orders: { default: 200, min: 10, max: 5_000 },
      customers: { default: 8, min: 1, max: 50 },
      "cut-s": { default: 60, min: 1, max: 600 },
    },
    {},
  );
  const { orders, customers } = numbers;
  console.log(
    `${orders} orders of ${customers} customers; order's replicas and the gateway are killed, the network cut`,
  );
  const violated = print(
    await runLiveChaos({ orders, customers, cutMs: numbers["cut-s"] * 1_000, signal, say }),
  );
  console.log(violated === 0 ? "nothing was violated" : `${violated} invariants violated`);
  return violated === 0 ? 0 : 1;
}

function say(line: string): void {
  console.log(line);
}

function print(verdicts: readonly Verdict[]): number {
  for (const { invariant, evidence, violations } of verdicts) {
    console.log(`${violations.length === 0 ? "✔" : "✖"} ${invariant}: ${evidence}`);
    for (const violation of violations) console.log(`    ${violation}`);
  }
  return verdicts.filter(({ violations }) => violations.length > 0).length;
}
