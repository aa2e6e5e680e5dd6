import type { Preservation } from "./eviction.ts";
import { RENEWAL_SHARE } from "./eviction.ts";
import type { Instances } from "./instances.ts";
import { WINDOW_MS } from "./lease.ts";
import type { Operations } from "./operations.ts";

const EXPECTED_A_MINUTE = 2;

/**
 * Self-preservation as Netflix's server has it, for who must be sure that nothing differs: every client is
 * expected to renew each 30 s whatever it said, one client more than there are (Spring's start value), and
 * what came is known of whole minutes only.
 */
export class NetflixPreservation {
  readonly #now: () => number;
  #clients = 1;
  #minuteBegan: number;
  #renewals = 0;
  #lastMinute = 0;

  constructor(parts: { instances: Instances; operations: Operations; now: () => number }) {
    this.#now = parts.now;
    this.#minuteBegan = parts.now();
    parts.instances.onChange(({ event }) => {
      if (event === "registered") this.#clients++;
      if (event === "cancelled" || event === "evicted") this.#clients = Math.max(0, this.#clients - 1);
    });
    parts.operations.onPerformed(({ action }) => {
      this.#turn();
      if (action === "Heartbeat") this.#renewals++;
    });
  }

  /** Opens for traffic with what a snapshot or a peer brought. */
  open(count: number): void {
    this.#clients = Math.max(1, count);
  }

  judge(enabled: boolean): Preservation {
    this.#turn();
    const expected = this.#clients * EXPECTED_A_MINUTE;
    const threshold = Math.floor(expected * RENEWAL_SHARE);
    const renewed = this.#lastMinute;
    return { expected, renewed, threshold, active: enabled && !(threshold > 0 && renewed > threshold) };
  }

  #turn(): void {
    const minutes = Math.floor((this.#now() - this.#minuteBegan) / WINDOW_MS);
    if (minutes === 0) return;
    this.#lastMinute = minutes === 1 ? this.#renewals : 0;
    this.#renewals = 0;
    this.#minuteBegan += minutes * WINDOW_MS;
  }
}
