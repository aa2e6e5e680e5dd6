import { readOptions, runCommand } from "../../e2e/harness/command-line.ts";
import { smoke, smokeTable } from "./smoke.ts";

/** `npm run smoke -- --gateway URL --requests 50`: 1 unless every request is answered as it should be. */
await runCommand(async (signal) => {
  const { numbers, texts } = readOptions(
    process.argv.slice(2),
    {
      requests: { default: 50, min: 1, max: 100_000 },
      tries: { default: 10, min: 1, max: 1_000 },
      "try-every-ms": { default: 3_000, min: 1, max: 60_000 },
      "timeout-ms": { default: 10_000, min: 100, max: 120_000 },
    },
    { gateway: "http://localhost:8080" },
  );
  const { requests, tries, "try-every-ms": triesEveryMs, "timeout-ms": timeoutMs } = numbers;
  const report = await smoke({ ...texts, requests, tries, triesEveryMs, timeoutMs, signal });
  console.log(smokeTable(report));
  return report.errors.length === 0 ? 0 : 1;
});
