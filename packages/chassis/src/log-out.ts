/** So much is not kept for the end of a turn. */
const mostWaiting = 64 * 1024;

export type LogOut = { line(text: string, isUrgent: boolean): void; flush(): void };

/**
 * The lines of one turn of the event loop go out in one write: each is a call into the system, and of a write that the
 * gateway carries it cost a sixth. A line tells what has been done and answered already, so that a process which is
 * killed could always take the last one along; now it may be those of one turn. A warning goes out at once, with all
 * that waits before it.
 */
export function createLogOut(
  write: (text: string) => void,
  atTurnsEnd: (flush: () => void) => void = setImmediate,
): LogOut {
  let waiting = "";
  let isDue = false;

  function flush(): void {
    if (waiting === "") return;
    const text = waiting;
    waiting = "";
    write(text);
  }

  return {
    line(text, isUrgent) {
      waiting += `${text}\n`;
      if (isUrgent || waiting.length > mostWaiting) {
        flush();
        return;
      }
      if (isDue) return;
      isDue = true;
      atTurnsEnd(() => {
        isDue = false;
        flush();
      });
    },
    flush,
  };
}

/** Of this process: whatever ends it but a kill lets it say what is left. */
const own = createLogOut((text) => void process.stdout.write(text));
process.on("exit", own.flush);

export const toStandardOut = (text: string, isUrgent: boolean): void => own.line(text, isUrgent);
