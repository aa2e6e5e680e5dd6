import type { Histogram, Meter } from "@opentelemetry/api";

/** By route and never by path: the number of series is that of the table. */
export const createDurations = (meter: Meter): Histogram =>
  meter.createHistogram("http.server.request.duration", {
    unit: "s",
    description: "how long a request took, until its answer was out",
    // The default ones are meant for milliseconds.
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25] },
  });
