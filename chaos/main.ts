import { randomInt } from "node:crypto";
import { join, resolve } from "node:path";
import { readOptions, runCommand, UsageFault } from "../e2e/harness/command-line.ts";
import { repositoryRoot } from "../scripts/stack/settings.ts";
import { type ProcessName, processNames } from "../scripts/stack/topology.ts";
import { type OfSeed, seedsTable, strikesTable } from "./figures-table.ts";
import { linesAbout } from "./history-about.ts";
import { runLiveChaos } from "./live-chaos.ts";
import { runAndReport } from "./run-and-report.ts";
import { isBroken, type Verdict } from "./verdicts.ts";

/**
 * `npm run chaos -- --seed 7 --minutes 3`: without a seed one is drawn, and printed in either case.
 * `npm run chaos -- --seeds 1-10 --minutes 3`: one after the other, and a table of all.
 * `npm run chaos -- live --orders 200 --cut-s 60`: the same question of the pages' sockets alone, by a plan that is fixed.
 */
const settleMs = 180_000;

await runCommand(async (signal) => {
  const [first, ...others] = process.argv.slice(2);
  const run = first === "live" ? struckSockets(others, signal) : struckCafe(process.argv.slice(2), signal);
  return run.catch((fault: unknown) => {
    if (!signal.aborted) throw fault;
    console.log("stopped before the end: nothing was judged");
    return 1;
  });
});

async function struckCafe(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { numbers, texts } = readOptions(
    args,
    {
      seed: { default: randomInt(1_000_000), min: 0, max: 4_294_967_295 },
      minutes: { default: 3, min: 1, max: 240 },
      "every-s": { default: 5, min: 1, max: 600 },
      "quiet-s": { default: 20, min: 0, max: 600 },
      customers: { default: 4, min: 1, max: 50 },
    },
    { seeds: "", only: "", report: "" },
  );
  const seeds = texts.seeds === "" ? [numbers.seed] : seedsIn(texts.seeds);
  const only = onlyThese(texts.only);
  const runs: OfSeed[] = [];
  for (const seed of seeds) {
    if (signal.aborted) return 1;
    const file = resolve(texts.report || join(repositoryRoot, ".siren", "chaos", `seed-${seed}.html`));
    const again = [
      `npm run chaos -- --seed ${seed} --minutes ${numbers.minutes} --every-s ${numbers["every-s"]}`,
      `--quiet-s ${numbers["quiet-s"]} --customers ${numbers.customers}${texts.only && ` --only ${texts.only}`}`,
    ].join(" ");
    console.log(`seed ${seed}, ${numbers.minutes} minutes, a strike every ${numbers["every-s"]} s`);
    const { run, figures, lines } = await runAndReport(file, again, {
      ...{ seed, only, customers: numbers.customers, settleMs, signal, say },
      loadMs: numbers.minutes * 60_000,
      quietMs: numbers["quiet-s"] * 1_000,
      everyMs: numbers["every-s"] * 1_000,
    });
    const { verdicts } = run;
    const violated = print(verdicts);
    const about = linesAbout(
      verdicts.flatMap(({ violations }) => violations),
      lines,
    );
    if (about.length > 0) console.log(`what the history says of it:\n  ${about.join("\n  ")}`);
    const outcome =
      violated === 0 ? "nothing was violated" : `${violated} invariants violated; again with: ${again}`;
    console.log(`seed ${seed}: ${outcome}\n${file}\n\n${strikesTable(figures.strikes)}\n`);
    runs.push({ seed, verdicts, figures });
    console.log(seedsTable(runs));
  }
  return runs.some(({ verdicts }) => verdicts.some(isBroken)) ? 1 : 0;
}

function seedsIn(text: string): number[] {
  const [, from, to] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
  const count = Number(to) - Number(from) + 1;
  if (!(count >= 1 && count <= 1_000)) throw new UsageFault(`--seeds ${text} is not of the form 1-10`);
  return Array.from({ length: count }, (_, n) => Number(from) + n);
}

function onlyThese(text: string): ProcessName[] {
  const names = text === "" ? [] : text.split(",");
  return names.map((name) => {
    const known = processNames.find((one) => one === name);
    if (!known) throw new UsageFault(`--only ${text}: there are ${processNames.join(", ")}`);
    return known;
  });
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
  return verdicts.filter(isBroken).length;
}
