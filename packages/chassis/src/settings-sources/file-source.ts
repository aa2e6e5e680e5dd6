import { readFile, stat } from "node:fs/promises";
import type { SettingsSource } from "../live-settings.ts";

/** A look at the file's date costs next to nothing, and sees what no watch does: a mount that was exchanged. */
const everyMs = 500;

export function fileSource(path: string, intervalMs = everyMs): SettingsSource {
  return {
    watch(onText, onRefused) {
      let seen = "";
      let isOver = false;
      let timer: NodeJS.Timeout | undefined;

      async function look(): Promise<void> {
        try {
          const { mtimeMs, size, ino } = await stat(path);
          const now = `${mtimeMs} ${size} ${ino}`;
          if (now !== seen) {
            const text = await readFile(path, "utf8");
            seen = now;
            if (!isOver) onText({ text });
          }
        } catch (error) {
          seen = "";
          if (!isOver) onRefused(`cannot be read: ${(error as NodeJS.ErrnoException).code}`);
        }
      }
      let looking = Promise.resolve();
      const again = () => {
        looking = look().then(() => {
          if (!isOver) timer = setTimeout(again, intervalMs).unref();
        });
      };
      again();
      return {
        async close() {
          isOver = true;
          clearTimeout(timer);
          await looking;
        },
      };
    },
  };
}
