import { livePage, orderLiveEvents, socketPaths } from "@siren/contracts/live";
import type { OrderState } from "@siren/contracts/order";
import { problem } from "@siren/contracts/problems";
import type { OpenLine } from "@siren/web/live/line";
import { createLive } from "@siren/web/live/live";
import { createPollingLine, type Polled } from "@siren/web/live/polling-line";
import { openSocketIo } from "@siren/web/live/socket-line";
import { observable } from "@siren/web/observable";
import type { Customer } from "../../e2e/harness/cafe.ts";
import { eventually } from "../../e2e/harness/eventually.ts";
import { Refused } from "../../e2e/harness/person.ts";
import type { History } from "../history.ts";
import { OwnTimers } from "../own-timers.ts";

const silentAfterMs = 15_000;
const paintMs = 30;
const waitMs = 2_000;
const pauseMs = 250;
const patienceMs = 60_000;

/**
 * What a customer looks at: the page's own client, a member's by socket, a guest's by the requests that take a
 * socket's place (Node's sockets send no cookie). What it would show is in the history.
 */
export class Page {
  readonly #timers = new OwnTimers();
  readonly #live: ReturnType<typeof createLive<typeof orderLiveEvents>>;
  /** How far each order is, as far as the page knows. */
  readonly states = new Map<string, OrderState>();

  constructor(person: Customer, who: string, history: History) {
    const token = observable<string | null>(person.token ?? null);
    const { later } = this.#timers;
    this.#live = createLive({
      ...{ endpoint: socketPaths.orders, events: orderLiveEvents, token },
      openSocket: person.token === undefined ? polled(person, later) : elsewhereNextTime(person),
      renewToken: async () => {
        const renewed = await person.refresh().catch(() => undefined);
        if (renewed) token.set(renewed.token ?? null);
        return renewed ? "renewed" : "outage";
      },
      onEvent: ({ name, data, head }) => {
        if (!("order" in data)) return;
        const { orderId, state } = data.order;
        this.states.set(orderId, state);
        history.shows({ who, name, orderId, n: head.n });
      },
      onResync: () => person.send("GET", "/api/v1/order/orders"),
      whenShown: (run) => void later(paintMs, run),
      silence: { afterMs: silentAfterMs, provenBy: "any word" },
      ...{ now: Date.now, chance: Math.random, later },
    });
    this.#live.start();
  }

  /** Whether it hears its stream: from here on nothing may be missing. */
  isHearing(aborted: AbortSignal): Promise<boolean> {
    const isLive = () => aborted.aborted || this.#live.status.get().state === "live";
    return eventually("the page hears its stream", isLive, patienceMs).then(
      () => !aborted.aborted,
      () => false,
    );
  }

  close(): void {
    this.#live.dispose();
    this.#timers.drop();
  }
}

/** By the gateway that the person goes to just now; each time anew, by the next one. */
function elsewhereNextTime(person: Customer): OpenLine {
  let at = person.gateways.indexOf(person.gateway);
  return (endpoint, auth) => {
    const origin = person.gateways[at++ % person.gateways.length] as string;
    return openSocketIo(() => origin)(endpoint, auth);
  };
}

function polled(person: Customer, later: (ms: number, run: () => void) => () => void): OpenLine {
  async function read(after: number | undefined, wait: boolean): Promise<Polled> {
    const asked = new URLSearchParams({
      ...(after !== undefined && { after: String(after) }),
      ...(wait && { wait_ms: String(waitMs) }),
    });
    try {
      return livePage.parse((await person.send("GET", `/api/v1/order/events?${asked}`)).body);
    } catch (error) {
      const said = error instanceof Refused ? problem.safeParse(error.answer.body) : undefined;
      if (said?.data?.code === "CURSOR_GONE") return { gone: true, head: Number(said.data.head) };
      if (!said?.success) person.turnElsewhere();
      throw error;
    }
  }
  const acknowledge = (stream: string, n: number) =>
    person.send("PUT", "/api/v1/order/events/heard", { body: { stream, n } });
  return async () => createPollingLine({ read, acknowledge, pauseMs, later });
}
