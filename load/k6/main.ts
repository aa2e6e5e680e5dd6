import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { runCommand, UsageFault } from "../../e2e/harness/command-line.ts";
import { newBook } from "../../e2e/harness/measured.ts";
import { startCrew } from "../crew.ts";
import { demandLoopback } from "../load.ts";

const script = join(import.meta.dirname, "six-steps.js");
const hands = 4;

/**
 * `npm run k6 -- [k6's own options]`, with GATEWAY, VUS, DURATION and P95_MS from the environment: the six steps by a k6
 * that is on the PATH, with baristas who make what is ordered meanwhile. Ends with k6's own exit code.
 */
await runCommand(async (signal) => {
  const { GATEWAY: gateway = "http://localhost:8080" } = process.env;
  const { origin } = demandLoopback(gateway);
  const version = spawn("k6", ["version"], { stdio: "ignore" });
  await once(version, "exit").catch(() => {
    throw new UsageFault("there is no k6 on the PATH: https://grafana.com/docs/k6/latest/set-up/install-k6/");
  });
  const crew = await startCrew([origin], newBook(), hands);
  try {
    const env = { ...process.env, GATEWAY: origin, BARISTAS: "1" };
    const k6 = spawn("k6", ["run", "--no-usage-report", ...process.argv.slice(2), script], {
      stdio: "inherit",
      env,
    });
    signal.addEventListener("abort", () => k6.kill("SIGINT"));
    const [code] = await once(k6, "exit");
    return Number(code ?? 1);
  } finally {
    await crew.goHome();
  }
});
