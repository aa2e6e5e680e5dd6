import { parseArgs } from "node:util";
import { runCommand, UsageFault } from "../e2e/harness/command-line.ts";
import { demandPodman } from "./podman.ts";
import { runPods } from "./run-pods.ts";

/** `npm run pods -- --keep`, `--only build`, `--only play` (with the image that was built before). */
await runCommand(async (signal) => {
  const { keep, only } = options(process.argv.slice(2));
  demandPodman(process.env.PATH ?? "");
  return runPods({ keep, only, signal, say: console.log, environment: process.env });
});

function options(args: string[]): { keep: boolean; only: "build" | "play" | undefined } {
  const usage = "the options are --keep and --only build or --only play";
  let values: { keep?: boolean; only?: string };
  try {
    ({ values } = parseArgs({ args, options: { keep: { type: "boolean" }, only: { type: "string" } } }));
  } catch {
    throw new UsageFault(usage);
  }
  const { keep = false, only } = values;
  if (only !== undefined && only !== "build" && only !== "play") throw new UsageFault(usage);
  return { keep, only };
}
