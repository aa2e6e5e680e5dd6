import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

export interface Writer {
  child: ChildProcess;
  lines: string[];
  /** Resolves once the writer has said a line that starts so; rejects when it ends before. */
  said(start: string): Promise<string>;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

export function startWriter(args: Record<"file" | "name" | "task", string> & { count?: number }): Writer {
  const options = Object.entries(args).flatMap(([key, value]) => [`--${key}`, `${value}`]);
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "writer.ts"), ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const waiting = new Set<{ start: string; found: (line: string) => void }>();
  let complaints = "";
  child.stderr.on("data", (text) => {
    complaints += text;
  });
  const output = createInterface({ input: child.stdout });
  output.on("line", (line) => {
    lines.push(line);
    for (const one of waiting) if (line.startsWith(one.start)) one.found(line);
  });
  const ended = Promise.all([once(child, "exit"), once(output, "close")]).then(
    ([[code, signal]]) => signal ?? code,
  );
  return {
    child,
    lines,
    ended,
    said: (start) => {
      const there = lines.find((line) => line.startsWith(start));
      if (there) return Promise.resolve(there);
      const { promise, resolve } = Promise.withResolvers<string>();
      const one = { start, found: resolve };
      waiting.add(one);
      const lost = ended.then((how) =>
        Promise.reject(new Error(`ended with ${how} before "${start}": ${complaints}`)),
      );
      return Promise.race([promise, lost]).finally(() => waiting.delete(one));
    },
  };
}
