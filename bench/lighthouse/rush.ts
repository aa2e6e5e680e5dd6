import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { repositoryRoot } from "../../scripts/stack/settings.ts";

/** `npm run load` as a process of its own; answers once its customers come in, with what ends it. */
export async function beginRush(
  gateways: readonly string[],
  { customers, seconds, say }: { customers: number; seconds: number; say: (line: string) => void },
): Promise<() => Promise<void>> {
  const args = ["--mix", "rush", "--customers", String(customers), "--seconds", String(seconds)];
  const child = spawn(
    process.execPath,
    [join(repositoryRoot, "load", "main.ts"), ...args, "--gateway", gateways.join(",")],
    { cwd: repositoryRoot, stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = once(child, "exit");
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the rush ended with ${code} before it began`)));
    child.stdout.on("data", (text: Buffer) => {
      say(text.toString().trimEnd());
      if (/visits in \d+ s begin/.test(text.toString())) resolve();
    });
  });
  return async () => {
    child.kill("SIGTERM");
    await ended;
  };
}
