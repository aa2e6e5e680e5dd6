import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Env } from "@siren/chassis/testing/service-door";

/** What the process is told in its only argument. */
export type DoomedTold = { env: Env; aheadMs: number; peers: Record<string, number> };

const program = fileURLToPath(new URL("doomed-replica.ts", import.meta.url));

/** The service in a process of its own, for tests that have it killed. */
export function startDoomedReplica({ onLine, ...told }: DoomedTold & { onLine: (line: string) => void }) {
  const child = spawn(process.execPath, [program, JSON.stringify(told satisfies DoomedTold)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    died: once(child, "exit").then(([, signal]) => String(signal)),
    kill: () => void child.kill("SIGKILL"),
    /** As soon as it listens. */
    async url(): Promise<string> {
      for await (const line of createInterface({ input: child.stdout })) {
        onLine(line);
        const event = JSON.parse(line) as { event: string; url: string };
        if (event.event !== "listening") continue;
        child.stdout.resume();
        return event.url;
      }
      throw new Error("the doomed replica ended before it listened");
    },
  };
}
