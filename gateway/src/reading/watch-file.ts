import { type FSWatcher, watch } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";

export type FileWatch = { stop(): Promise<void> };
type Options = {
  /** Editors write in several strokes; all of them are one change. */
  settleMs?: number;
  /** Where the system tells nothing: network folders, and links further up that were turned. */
  lookEveryMs?: number;
};

/**
 * Calls `onChange` after the file may have changed. The folder is watched and not the file, because editors put
 * another file in its place and Kubernetes turns a link beside it (`..data`).
 */
export function watchFile(
  file: string,
  onChange: () => Promise<void>,
  { settleMs = 150, lookEveryMs = 3_000 }: Options = {},
): FileWatch {
  let watcher: FSWatcher | undefined;
  let settling: NodeJS.Timeout | undefined;
  let isStopped = false;
  let running = Promise.resolve();
  let last: string | undefined;

  const run = () => {
    running = running.then(() => (isStopped ? undefined : onChange())).catch(() => {});
  };
  const soon = () => {
    if (isStopped) return;
    clearTimeout(settling);
    settling = setTimeout(run, settleMs);
  };

  function listen(): void {
    watcher?.close();
    watcher = undefined;
    try {
      watcher = watch(dirname(file), { persistent: false }, soon);
      watcher.on("error", () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // The folder is away, or there are too many watchers: looking from time to time is left.
    }
  }

  async function look(): Promise<void> {
    const seen = await signatureOf(file);
    if (last !== undefined && seen !== last) {
      // The folder itself may be another one now.
      listen();
      soon();
    } else if (!watcher) {
      listen();
    }
    last = seen;
  }

  listen();
  let looking = look();
  const timer = setInterval(() => {
    looking = look();
  }, lookEveryMs);
  timer.unref();

  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      clearTimeout(settling);
      watcher?.close();
      await looking;
      watcher?.close();
      await running;
    },
  };
}

async function signatureOf(file: string): Promise<string> {
  try {
    const [path, { ino, mtimeMs, size }] = await Promise.all([realpath(file), stat(file)]);
    return [path, ino, mtimeMs, size].join(" ");
  } catch {
    return "";
  }
}
