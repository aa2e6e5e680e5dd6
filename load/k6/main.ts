import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { runCommand, UsageFault } from "../../e2e/harness/command-line.ts";
import { demandOwn } from "../load.ts";

const script = join(import.meta.dirname, "six-steps.js");

/**
 * `npm run k6 -- [k6's own options]`, with GATEWAY, VUS, DURATION and P95_MS from the environment: the six steps by a k6
 * that is on the PATH. Ends with k6's own exit code.
 */
await runCommand(async (signal) => {
  const { GATEWAY: gateway = "http://localhost:8080" } = process.env;
  const env = { ...process.env, GATEWAY: demandOwn(gateway, "machine").origin };
  const args = ["run", "--no-usage-report", ...process.argv.slice(2), script];
  const k6 = spawn("k6", args, { stdio: "inherit", env });
  signal.addEventListener("abort", () => k6.kill("SIGINT"));
  const [code] = await once(k6, "exit").catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== "ENOENT") throw fault;
    throw new UsageFault("there is no k6 on the PATH: https://grafana.com/docs/k6/latest/set-up/install-k6/");
  });
  return Number(code ?? 1);
});
