import type { Change, ChangeEvent, Origin } from "../registry/change-feed.ts";
import type { Status } from "../registry/instance-info.ts";

export type PastEvent = {
  readonly at: number;
  readonly event: ChangeEvent;
  readonly app: string;
  readonly id: string;
  readonly status: Status;
  readonly origin: Origin;
};

const KEPT = 200;

/** The last changes, newest first: what somebody who opens the dashboard wants to have seen. */
export class RecentEvents {
  readonly #now: () => number;
  #events: PastEvent[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  add({ event, lease: { instance }, origin }: Change): void {
    const { app, instanceId: id, status } = instance;
    this.#events.push({ at: this.#now(), event, app, id, status, origin });
    if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
  }

  last(count: number, isWanted: (event: PastEvent) => boolean = () => true): PastEvent[] {
    const found: PastEvent[] = [];
    for (let at = this.#events.length - 1; at >= 0 && found.length < count; at--) {
      const event = this.#events[at];
      if (event && isWanted(event)) found.push(event);
    }
    return found;
  }
}
