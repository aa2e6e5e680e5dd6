// The one file that runs on any Node from 20 on: it sees to a suitable Node and to what the lockfile
// says, then hands over to the TypeScript that does the work.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "./install/install.mjs";
import { findNode, platformFault } from "./install/node-runtime.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commands = {
  start: { entry: "scripts/stack/start.ts", withDevelopment: false },
  test: { entry: "scripts/test/run.ts", withDevelopment: true },
  figures: { entry: "scripts/figures.ts", withDevelopment: false },
  // Against a stack that runs out of the same node_modules: nothing may be installed anew beneath it.
  load: { entry: "load/main.ts", withDevelopment: false },
  k6: { entry: "load/k6/main.ts", withDevelopment: false },
  mixed: { entry: "e2e/mixed/main.ts", withDevelopment: false },
  bench: { entry: "bench/main.ts", withDevelopment: false },
  chaos: { entry: "chaos/main.ts", withDevelopment: false },
  pods: { entry: "pods/main.ts", withDevelopment: true },
  lighthouse: { entry: "bench/lighthouse/main.ts", withDevelopment: true },
  screens: { entry: "e2e/screens/main.ts", withDevelopment: true },
  journeys: { entry: "scripts/test/journeys.ts", withDevelopment: true },
  properties: { entry: "properties/main.ts", withDevelopment: true },
  audit: { entry: "scripts/audit/audit.ts", withDevelopment: false },
  k8s: { entry: "scripts/k8s/main.ts", withDevelopment: false },
  secrets: { entry: "scripts/k8s/secrets.ts", withDevelopment: false },
  smoke: { entry: "scripts/delivery/smoke-command.ts", withDevelopment: false },
  "switch-dns": { entry: "scripts/delivery/switch-dns-command.ts", withDevelopment: false },
  "check:delivery": { entry: "scripts/delivery/check-files.ts", withDevelopment: true },
};

const [name = "", ...args] = process.argv.slice(2);
const command = commands[name];

try {
  if (!command) throw new Error(`bootstrap knows ${Object.keys(commands).join(", ")}, not "${name}"`);
  const fault = platformFault();
  if (fault) throw new Error(fault);
  await ensureInstalled(root, await findNode(root), command);
  handOver(await findNode(root), [join(root, command.entry), ...args]);
} catch (fault) {
  process.stderr.write(`siren: ${fault.message}\n`);
  process.exitCode = 1;
}

function handOver(node, argv) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...argv], {
    cwd: root,
    // Stripping types and compiling is a third of a start's work; it is done once per change.
    env: { NODE_COMPILE_CACHE: join(root, ".siren", "compile-cache"), ...process.env },
    // The channel tells the other side when we are gone, however we went.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // A terminal's Ctrl-C reaches both of us; the other side takes signals that come together as one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm ended alone takes its shell with it and leaves us without a parent that would tell us.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500).unref();
  child.once("error", (fault) => {
    process.stderr.write(`siren: ${node} cannot be run: ${fault.message}\n`);
    process.exit(1);
  });
  child.once("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
