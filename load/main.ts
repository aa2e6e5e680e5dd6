import { writeFile } from "node:fs/promises";
import { gatewaysOf } from "../e2e/harness/cafe.ts";
import { readOptions, runCommand, UsageFault } from "../e2e/harness/command-line.ts";
import { startTestStack } from "../e2e/harness/stack.ts";
import { isMix, type LoadOptions, mixes, runLoad } from "./load.ts";
import { loadReport } from "./report.ts";
import { tableOf } from "./table.ts";

/**
 * `npm run load -- --mix walk|boutique|rush --customers 10 --seconds 20 --gateway http://localhost:8080 --report FILE`;
 * `--stack 2` starts a stack of its own instead, with so many replicas of everything.
 */
await runCommand(async (signal) => {
  const { numbers, texts } = readOptions(
    process.argv.slice(2),
    {
      customers: { default: 0, min: 0, max: 1_000 },
      seconds: { default: 0, min: 0, max: 3_600 },
      orders: { default: 100_000, min: 1, max: 100_000 },
      visits: { default: 0, min: 0, max: 100_000 },
      hands: { default: 0, min: 0, max: 50 },
      seed: { default: 1, min: 0, max: 2 ** 32 - 1 },
      stack: { default: 0, min: 0, max: 3 },
    },
    { mix: "walk", gateway: "http://localhost:8080", report: "" },
  );
  const { mix } = texts;
  if (!isMix(mix)) throw new UsageFault(`--mix ${mix} is none of ${Object.keys(mixes).join(", ")}`);
  const usual = mixes[mix];
  const customers = numbers.customers || usual.customers;
  const options: Omit<LoadOptions, "gateways"> = {
    ...{ mix, customers, orders: numbers.orders, seed: numbers.seed, signal, say: console.log },
    seconds: numbers.seconds || usual.seconds,
    visits: numbers.visits || customers * usual.visitsEach,
    hands: numbers.hands || usual.hands,
  };
  const work = async (gateways: readonly string[]) => {
    console.log(`${mix}: ${customers} customers for ${options.seconds} s at ${gateways.join(", ")} ...\n`);
    const result = await runLoad({ ...options, gateways });
    console.log(tableOf(result));
    if (texts.report !== "") await writeFile(texts.report, loadReport(result, new Date().toISOString()));
    if (signal.aborted) console.log("stopped before the end: nothing was judged");
    return !signal.aborted && result.checks.every(({ holds }) => holds) ? 0 : 1;
  };
  if (numbers.stack === 0) return work(texts.gateway.split(","));
  const names = ["discovery", "menu", "member", "barista", "order", "gateway"] as const;
  const replicas = Object.fromEntries(names.map((name) => [name, numbers.stack]));
  await using stack = await startTestStack({ replicas, signal, say: console.log });
  return await work(gatewaysOf(stack));
});
