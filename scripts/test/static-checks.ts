import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Tally } from "./tally.ts";

const inModules = (root: string, ...path: string[]) => join(root, "node_modules", ...path);

type Check = { name: string; command: (root: string) => string[] };

/** Several threads of the compiler each find out for themselves what they share: half of their work is done twice. */
const typesBy = (config: string) => (root: string) => [
  ...[inModules(root, ".bin", "tsc"), "--singleThreaded", "-p", config],
];

const checks: readonly Check[] = [
  { name: "types", command: typesBy("tsconfig.json") },
  { name: "types of the pages", command: typesBy("tsconfig.web.json") },
  { name: "lint", command: (root) => [inModules(root, ".bin", "biome"), "ci", "--colors=off", "."] },
  { name: "walls", command: (root) => [process.execPath, join(root, "scripts/checks/walls.ts")] },
];

/** Each counts as one, passed or failed; what it says is shown only when it fails. */
export async function runStaticChecks(root: string, say: (line: string) => void): Promise<Tally> {
  const results = await Promise.all(
    checks.map(async ({ name, command }) => {
      const { ok, output } = await quietly(command(root), root);
      if (!ok) say(`\n✖ ${name}\n${output}`);
      return ok;
    }),
  );
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed, skipped: 0 };
}

function quietly([command = "", ...args]: string[], cwd: string): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", (fault) => resolve({ ok: false, output: fault.message }));
    child.once("close", (code) =>
      resolve({ ok: code === 0, output: Buffer.concat(chunks).toString().trim() }),
    );
  });
}
