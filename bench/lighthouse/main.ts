import { gatewaysOf } from "../../e2e/harness/cafe.ts";
import { readOptions, runCommand } from "../../e2e/harness/command-line.ts";
import { startTestStack } from "../../e2e/harness/stack.ts";
import { calibratedSlowdown, indexOf } from "./calibration.ts";
import { failedAudits, type Judged, judge, promises, type Report } from "./figures.ts";
import { installLighthouse } from "./install.ts";
import { measure } from "./measure.ts";
import { beginRush } from "./rush.ts";

/**
 * `npm run lighthouse`: the customer's page as it is built, behind the gateway, by Lighthouse's own presets:
 * `--runs 3` each of `--path /client/`, and the middle one counts. `--rush 500` measures while so many customers
 * order, with the desktop's promises. `--gateway URL` measures a cafe that runs already.
 */
await runCommand(async (signal) => {
  const { numbers, texts } = readOptions(
    withRush(process.argv.slice(2)),
    {
      runs: { default: 3, min: 1, max: 9 },
      rush: { default: 0, min: 0, max: 1_000 },
      seconds: { default: 600, min: 30, max: 3_600 },
    },
    { path: "/client/,/client/stores/seongsu", gateway: "" },
  );
  const lighthouse = await installLighthouse(console.log);
  const presets = numbers.rush > 0 ? (["desktop"] as const) : (["mobile", "desktop"] as const);
  const blocking = numbers.rush > 0 ? { blockingMs: 800 } : {};

  const work = async (gateways: readonly string[]): Promise<number> => {
    const { rush: customers, seconds } = numbers;
    const rush =
      customers > 0 ? await beginRush(gateways, { customers, seconds, say: console.log }) : undefined;
    let holds = true;
    try {
      for (const path of texts.path.split(",")) {
        for (const preset of presets) {
          const look = async (slowdown?: number): Promise<Report[]> => {
            const url = new URL(path, gateways[0]).href;
            const reports: Report[] = [];
            for (let run = 0; run < numbers.runs; run += 1) {
              const measuring = measure(lighthouse, { url, preset, slowdown, signal });
              reports.push(await (rush?.during(measuring) ?? measuring));
            }
            return reports;
          };
          const reports = await look();
          const judged = judge(promises[preset], reports, blocking);
          holds &&= judged.every((one) => one.holds);
          const meanwhile = customers > 0 ? `, while ${customers} customers order` : "";
          tell(`${preset}, ${path}${meanwhile} (benchmarkIndex ${indexOf(reports)})`, judged);
          const failed = new Set(judged.every((one) => one.holds) ? [] : reports.flatMap(failedAudits));
          for (const line of failed) console.log(`      ${line}`);
          // Beside the preset's own figures, which are those that count.
          const slowdown = preset === "mobile" ? calibratedSlowdown(indexOf(reports)) : undefined;
          if (slowdown === undefined) continue;
          const calibrated = judge(promises.mobile.slice(0, 1), await look(slowdown));
          tell(`a mid-tier phone as this machine makes one: ${slowdown} times slower, not 4`, calibrated);
        }
      }
    } finally {
      await rush?.stop();
    }
    console.log(holds ? "\nall of it holds" : "\nNOT all of it holds");
    return holds ? 0 : 1;
  };
  if (texts.gateway !== "") return await work(texts.gateway.split(","));
  await using stack = await startTestStack({ signal, say: console.log });
  return await work(gatewaysOf(stack));
});

function tell(title: string, judged: readonly Judged[]): void {
  console.log(`\n${title}`);
  for (const { name, shown, wanted, all, holds } of judged)
    console.log(
      `  ${holds ? "yes" : "NO "} ${name.padEnd(26)} ${shown.padStart(8)}  ${wanted.padEnd(10)} (${all})`,
    );
}

/** `--rush` alone means five hundred. */
function withRush(args: string[]): string[] {
  const at = args.indexOf("--rush");
  return at === -1 || /^\d+$/.test(args[at + 1] ?? "") ? args : args.toSpliced(at + 1, 0, "500");
}
