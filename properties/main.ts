import { randomInt } from "node:crypto";
import { readOptions, runCommand, UsageFault } from "../e2e/harness/command-line.ts";
import { tryDaysAside } from "./cafe/days-aside.ts";

/** `npm run properties -- --sequences 2000 --seed 7`: without a seed one is drawn, and printed in either case. */
await runCommand(async () => {
  const { numbers, texts } = readOptions(
    process.argv.slice(2),
    {
      sequences: { default: 500, min: 1, max: 10_000_000 },
      seed: { default: randomInt(2 ** 31), min: -(2 ** 31), max: 2 ** 31 },
      steps: { default: 24, min: 1, max: 500 },
      crashes: { default: 8, min: 0, max: 90 },
    },
    { ground: "stored", path: "" },
  );
  const { ground, path } = texts;
  if (ground !== "stored" && ground !== "memory")
    throw new UsageFault(`--ground ${ground} is none of stored and memory`);
  console.log(`${numbers.sequences} days, ${ground}, seed ${numbers.seed}`);
  try {
    const { ends, deaths } = await tryDaysAside({ ...numbers, ground, path: path || undefined });
    const died = [...deaths.values()].reduce((sum, times) => sum + times, 0);
    console.log(`how orders ended: ${[...ends].map(([state, n]) => `${state} ${n}`).join(", ")}`);
    console.log(`${died} deaths: ${[...deaths].map(([where, n]) => `${where} ${n}`).join(", ")}`);
    console.log("nothing was lost, nothing came twice");
    return 0;
  } catch (fault) {
    console.log(fault instanceof Error ? fault.message : String(fault));
    return 1;
  }
});
