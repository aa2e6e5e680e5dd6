import { readFile, stat } from "node:fs/promises";
import type { SettingsSource } from "../live-settings.ts";
import { folderText } from "./folder-text.ts";

/** A look at the file's date costs next to nothing, and sees what no watch does: a mount that was exchanged. */
const everyMs = 500;

export function fileSource(path: string, intervalMs = everyMs): SettingsSource {
  return {
    watch(onText, onRefused) {
      let seen: string | undefined;
      let isOver = false;
      let timer: NodeJS.Timeout | undefined;

      async function look(): Promise<void> {
        try {
          const found = await stat(path);
          const { mtimeMs, size, ino } = found;
          const whole = found.isDirectory() ? await folderText(path) : undefined;
          const now = whole ?? `${mtimeMs} ${size} ${ino}`;
          if (now !== seen) {
            const text = whole ?? (await readFile(path, "utf8"));
            seen = now;
            if (!isOver) onText({ text });
          }
        } catch (error) {
          seen = undefined;
          const { code, message } = error as NodeJS.ErrnoException;
          if (!isOver) onRefused(`cannot be read: ${code ?? message}`);
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
