import { Session } from "node:inspector/promises";
import { Refusal } from "@siren/contracts/refusal";

let isRunning = false;

/** What this process spent its time on, as Chrome's developer tools read it. One at a time: it slows us a little. */
export async function cpuProfile(forMs: number, signal: AbortSignal): Promise<object> {
  if (isRunning) throw new Refusal("OVERLOADED", "A profile is being taken already");
  isRunning = true;
  const session = new Session();
  try {
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: 1_000 });
    await session.post("Profiler.start");
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, forMs);
      const leave = () => {
        clearTimeout(timer);
        resolve();
      };
      if (signal.aborted) leave();
      else signal.addEventListener("abort", leave, { once: true });
    });
    const { profile } = await session.post("Profiler.stop");
    return profile;
  } finally {
    session.disconnect();
    isRunning = false;
  }
}
