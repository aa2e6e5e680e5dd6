import { randomInt } from "node:crypto";
import { readOptions, runCommand } from "../e2e/harness/command-line.ts";
import { runChaos } from "./chaos.ts";

/** `npm run chaos -- --seed 7 --kills 10`: without a seed one is drawn, and printed in either case. */
await runCommand(async (signal) => {
  const { numbers } = readOptions(
    process.argv.slice(2),
    {
      seed: { default: randomInt(1_000_000), min: 0, max: 4_294_967_295 },
      kills: { default: 10, min: 0, max: 10_000 },
      customers: { default: 3, min: 1, max: 50 },
    },
    {},
  );
  console.log(`seed ${numbers.seed}, ${numbers.kills} kills, ${numbers.customers} customers`);
  const verdicts = await runChaos({ ...numbers, signal, say: (line) => console.log(line) });
  for (const { invariant, evidence, violations } of verdicts) {
    console.log(`${violations.length === 0 ? "✔" : "✖"} ${invariant}: ${evidence}`);
    for (const violation of violations) console.log(`    ${violation}`);
  }
  const violated = verdicts.filter(({ violations }) => violations.length > 0).length;
  console.log(
    violated === 0
      ? `seed ${numbers.seed}: nothing was violated`
      : `seed ${numbers.seed}: ${violated} of ${verdicts.length} invariants violated; again with: npm run chaos -- --seed ${numbers.seed} --kills ${numbers.kills}`,
  );
  return violated === 0 ? 0 : 1;
});
