import { setImmediate as afterPoll, setTimeout as pause } from "node:timers/promises";
import type { Doors } from "./doors.ts";

/** Of a connection that was taken last: its request is on its way. */
const graceMs = 250;
/** With short requests there is often a moment with no connection, and the next one comes all the same. */
const quietMs = 250;
const mostLooks = 1_000;
const lookEveryMs = 20;

/**
 * For a process that is called from outside, by whoever holds a connection and asks no registry. Each answer says by
 * now that it is the connection's last one; so long as anybody comes, by whichever door, and no longer than `mostMs`,
 * requests are taken on open connections and on new ones. Then nobody new is let in, and those who came last may still
 * ask. An idle connection is closed in the end: its next request could not be told from one that is lost. Resolves as
 * soon as nothing comes in any more; the promise inside, when all connections are over.
 */
export async function linger(doors: Doors, mostMs: number): Promise<{ closed: Promise<void> }> {
  await untilNobody(doors, mostMs, quietMs);
  await untilNobodyAtTheDoor(doors);
  const closed = doors.shut();
  await untilNobody(doors, Math.min(graceMs, mostMs));
  return { closed };
}

async function untilNobody(doors: Doors, mostMs: number, quietMs = 0): Promise<void> {
  const endsAt = performance.now() + mostMs;
  let lastSeenAt = performance.now();
  for (;;) {
    const now = performance.now();
    if (doors.count() > 0) lastSeenAt = now;
    if (now >= endsAt || now - lastSeenAt > quietMs) return;
    await pause(lookEveryMs);
  }
}

/** Whoever has connected and was not taken in yet would be reset: until the loop has looked and found nobody. */
async function untilNobodyAtTheDoor(doors: Doors): Promise<void> {
  let hasCome = true;
  const note = () => {
    hasCome = true;
  };
  for (const door of doors.all()) door.on("connection", note);
  for (let looks = 0; hasCome && looks < mostLooks; looks++) {
    hasCome = false;
    await afterPoll();
  }
  for (const door of doors.all()) door.off("connection", note);
}
