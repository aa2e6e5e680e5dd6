import type { Telemetry } from "@siren/chassis/telemetry";

export type FetchKind = "all" | "delta" | "application" | "vip";
export type Fetch = {
  readonly kind: FetchKind;
  readonly format: "json" | "xml";
  readonly compact: boolean;
  readonly packed: boolean;
  readonly bytes: number;
};

type Tally = { readonly of: Omit<Fetch, "bytes">; count: number; bytes: number };

/** Counts listings by kind and size. Plain numbers, read when scraped: it stands in the hottest path there is. */
export class FetchTally {
  readonly #tallies = new Map<string, Tally>();

  add({ bytes, ...of }: Fetch): void {
    const key = `${of.kind} ${of.format} ${of.compact} ${of.packed}`;
    const tally = this.#tallies.get(key);
    if (tally) {
      tally.count++;
      tally.bytes += bytes;
    } else this.#tallies.set(key, { of, count: 1, bytes });
  }

  observe(meter: Telemetry["meter"]): void {
    const fetches = meter.createObservableCounter("registry.fetches", {
      description: "Listings that were read, by kind and form",
    });
    const sent = meter.createObservableCounter("registry.fetched.bytes", {
      description: "The bytes of these listings, as sent",
    });
    meter.addBatchObservableCallback(
      (observe) => {
        for (const { of, count, bytes } of this.#tallies.values()) {
          const { kind, format, compact, packed } = of;
          const labels = { kind, format, extent: compact ? "compact" : "full", gzip: String(packed) };
          observe.observe(fetches, count, labels);
          observe.observe(sent, bytes, labels);
        }
      },
      [fetches, sent],
    );
  }
}
