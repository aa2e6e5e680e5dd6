import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { repositoryRoot } from "../../scripts/stack/settings.ts";

export type Rush = {
  /** What is measured while it lasts; what takes longer was measured in an idle cafe, and is none of it. */
  during: <T>(measuring: Promise<T>) => Promise<T>;
  stop: () => Promise<void>;
};

/** `npm run load` as a process of its own; answers once its customers come in, with what ends it. */
export async function beginRush(
  gateways: readonly string[],
  { customers, seconds, say }: { customers: number; seconds: number; say: (line: string) => void },
): Promise<Rush> {
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
  const early = ended.then(([code]) => {
    throw new Error(
      `the rush ended with ${code} while it was measured: ask for more --seconds or fewer --runs`,
    );
  });
  // Nobody may be measuring when it ends.
  early.catch(() => {});
  return {
    during: (measuring) => Promise.race([measuring, early]),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
