import type { Road } from "./roads.ts";

export type LiveStatus = {
  /**
   * `live`: what happens is heard as it happens. `catching-up`: connected, and what was missed is not here yet.
   * `offline`: since then nothing is heard. `connecting`: never heard yet. `off`: not wanted.
   */
  state: "live" | "catching-up" | "offline" | "connecting" | "off";
  /** Since when it is so; offline, since when nothing was heard. */
  since: number;
  lastHeardAt: number | null;
  road: Road | null;
};

export const liveOff = (now: number): LiveStatus => ({
  ...{ state: "off", since: now, lastHeardAt: null, road: null },
});
