import { orderLiveEvents, resumeAnswer, socketPaths } from "@siren/contracts/live";
import type { Line } from "@siren/web/live/line";
import { createLive } from "@siren/web/live/live";
import { openSocketIo } from "@siren/web/live/socket-line";
import { observable } from "@siren/web/observable";
import { Customer } from "../e2e/harness/cafe.ts";
import type { CuttableLine } from "../e2e/harness/cuttable-line.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import type { Acknowledged, Rung, SeenDevice, Told } from "./device-verdicts.ts";
import { OwnTimers } from "./own-timers.ts";

/** Looked at all the time; in a pocket until it rings; or out of hearing: it rings, and nobody comes. */
export type Whereabouts = "in the hand" | "in a pocket" | "at home";

const silentAfterMs = 15_000;
const paintMs = 30;
const takenOutAfterMs = 1_000;
const lookedAtForMs = 2_000;

/**
 * A device of a customer with the page on it: the page's own client over a network that can be cut. What the page
 * would show and where it would ring is written down.
 */
export class Device implements SeenDevice {
  readonly where: Whereabouts;
  readonly told: Told[] = [];
  readonly rung: Rung[] = [];
  readonly acknowledged: Acknowledged[] = [];
  connects = 0;
  rungAgain = 0;
  readonly #network: CuttableLine;
  readonly #token = observable<string | null>(null);
  readonly #timers = new OwnTimers();
  readonly #unpainted: (() => void)[] = [];
  readonly #live: ReturnType<typeof createLive<typeof orderLiveEvents>>;
  #greetedAtMs = 0;
  #isLookedAt: boolean;

  private constructor(person: Customer, network: CuttableLine, where: Whereabouts) {
    this.#network = network;
    this.where = where;
    this.#isLookedAt = where === "in the hand";
    this.#token.set(person.token ?? null);
    this.#live = createLive({
      ...{ endpoint: socketPaths.orders, events: orderLiveEvents, token: this.#token },
      openSocket: async (endpoint, auth) =>
        this.#watched(await openSocketIo(() => network.url)(endpoint, auth)),
      renewToken: async () => {
        const renewed = await person.refresh().catch(() => undefined);
        if (renewed) this.#token.set(renewed.token ?? null);
        return renewed ? "renewed" : "outage";
      },
      onEvent: ({ name, data, head }) => {
        const orderId = "order" in data ? data.order.orderId : undefined;
        this.told.push({ name, orderId, n: head.n, atMs: Date.now(), saidAtMs: head.at, ...this.#way() });
      },
      onRing: (_stream, n) => this.#ring(n),
      onResync: () => person.send("GET", "/api/v1/order/orders"),
      whenShown: (run) => {
        this.#unpainted.push(run);
        if (this.#isLookedAt) this.#paint();
      },
      silence: { afterMs: silentAfterMs, provenBy: "any word" },
      ...{ now: Date.now, chance: Math.random, later: this.#timers.later },
    });
  }

  static async of(account: { email: string; password: string }, network: CuttableLine, where: Whereabouts) {
    const person = await new Customer([network.url]).login(account.email, account.password);
    const device = new Device(person, network, where);
    device.#live.start();
    const isLive = () => device.#live.status.get().state === "live";
    await eventually("the device hears its stream", isLive).catch((late) => {
      device.close();
      throw late;
    });
    return device;
  }

  close(): void {
    this.#live.dispose();
    this.#timers.drop();
  }

  /** How what is heard now came here. */
  #way() {
    return { greetedAtMs: this.#greetedAtMs, wasCut: this.#network.isLateOn(this.#greetedAtMs) };
  }

  #watched(line: Line): Line {
    line.on("hello", () => {
      this.connects += 1;
      this.#greetedAtMs = Date.now();
    });
    const ask: Line["ask"] = async (name, payload) => {
      const answer = await line.ask(name, payload);
      const isTaken = name === "ack" && resumeAnswer.shape.ok.parse((answer as { ok?: unknown }).ok);
      if (isTaken) this.acknowledged.push({ n: (payload as { n: number }).n, atMs: Date.now() });
      return answer;
    };
    return { ...line, ask };
  }

  /** What rang here rings here no more, as on the page. */
  #ring(n: number): void {
    if (this.rung.some((one) => one.n === n)) {
      this.rungAgain += 1;
      return;
    }
    this.rung.push({ n, atMs: Date.now(), ...this.#way() });
    if (this.where === "in a pocket") this.#timers.later(takenOutAfterMs, () => this.#look());
  }

  #look(): void {
    this.#isLookedAt = true;
    this.#paint();
    this.#timers.later(lookedAtForMs, () => {
      this.#isLookedAt = false;
    });
  }

  #paint(): void {
    this.#timers.later(paintMs, () => {
      for (const run of this.#unpainted.splice(0)) run();
    });
  }
}
