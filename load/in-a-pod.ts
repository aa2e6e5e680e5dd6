import { runCommand } from "../e2e/harness/command-line.ts";
import { loadCommand } from "./command.ts";
import { staffFrom } from "./staff.ts";

/** The same command beside a cafe in a cluster, as k8s/components/boutique runs it out of the image. */
await runCommand((signal) =>
  loadCommand(process.argv.slice(2), { signal, staff: staffFrom(process.env), reach: "cluster" }),
);
