import type { BackEnd } from "../back-end.ts";
import { createTally } from "../tally.ts";

/** What becomes of the sockets of this process, counted without an instrument: an event may go to thousands. */
export function measureLive(meter: BackEnd["meter"], sockets: () => number) {
  meter
    .createObservableGauge("live.sockets", { description: "open sockets of this process" })
    .addCallback((gauge) => gauge.observe(sockets()));
  const tally = (name: string, description: string, label: string) =>
    createTally(meter, name, { description, label });
  return {
    told: tally("live.told", "events, as often as there were listeners here to be told them", "to"),
    resumes: tally(
      "live.resumes",
      "streams that pages wanted to go on with; CURSOR_GONE is a gap too old",
      "outcome",
    ),
    ended: tally("live.ended", "sockets that were ended from here, by what they were told", "code"),
  };
}

export type LiveMetrics = ReturnType<typeof measureLive>;
