import { writeFile } from "node:fs/promises";
import { readOptions, UsageFault } from "../e2e/harness/command-line.ts";
import { isMix, type LoadOptions, mixes, type Reach, runLoad } from "./load.ts";
import { loadReport } from "./report.ts";
import type { Staff } from "./staff.ts";
import { tableOf } from "./table.ts";

type OwnStack = AsyncDisposable & { gateways: readonly string[] };
type Around = {
  signal: AbortSignal;
  staff: Staff;
  reach: Reach;
  /** Where a stack can be started for the load alone. */
  ownStack?: (replicas: number) => Promise<OwnStack>;
};

/** `--mix walk|boutique|rush --customers 10 --seconds 20 --gateway http://localhost:8080 --report FILE`; the exit code. */
export async function loadCommand(
  args: string[],
  { signal, staff, reach, ownStack }: Around,
): Promise<number> {
  const { numbers, texts } = readOptions(
    args,
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
    ...{ mix, customers, orders: numbers.orders, seed: numbers.seed, signal, staff, reach, say: console.log },
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
  if (!ownStack)
    throw new UsageFault("--stack is for one machine: here a stack is there, name its --gateway");
  await using own = await ownStack(numbers.stack);
  return await work(own.gateways);
}
