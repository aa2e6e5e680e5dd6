import { get } from "node:http";
import type { ServiceName } from "@siren/contracts/roles";
import type { HeardOf } from "./heard-of.ts";
import type { Registry } from "./registry/port.ts";
import type { Stage } from "./stages.ts";

export type NeighbourProbe = {
  /** Whether it cannot be asked, as our own probe has found; never because one request failed. */
  isDown(): boolean;
  /** When it last said that it can do its work; undefined when it never did. */
  lastSeenAt(): number | undefined;
  start(): void;
  stop(): Promise<void>;
};

const everyMs = 1_000;
const answerWithinMs = 800;
/** So many rounds without any instance answering make it an outage. */
const roundsToBeDown = 2;
/** A sign of life that came so lately spares the question: whoever holds a feed open hears one each second. */
const freshMs = 1_500;

/** By Node's own request: its fetch would be 6 MB in each process that asks for nothing else by it (0061). */
export function saysItIsReady(url: string, withinMs = answerWithinMs): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get(url, (answer) => {
      const { statusCode = 0 } = answer;
      resolve(statusCode >= 200 && statusCode < 300);
      answer.on("error", () => undefined).resume();
    });
    const late = setTimeout(() => asked.destroy(), withinMs);
    asked.on("error", () => resolve(false));
    asked.on("close", () => {
      clearTimeout(late);
      resolve(false);
    });
  });
}

/**
 * Asks each registered instance of a service whether it can do its work; one that says so is enough. One that
 * lives without its store cannot: for its neighbours that is the same as being gone.
 */
export function createNeighbourProbe(options: {
  service: ServiceName;
  registry: Pick<Registry, "instances">;
  now: () => number;
  heardOf?: Pick<HeardOf, "at">;
  isAble?: (url: string) => Promise<boolean>;
  everyMs?: number;
}): NeighbourProbe {
  const isAble = options.isAble ?? ((url) => saysItIsReady(url));
  let silentRounds = 0;
  let seenAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function ask(): Promise<void> {
    const askedAt = options.now();
    const heardAt = options.heardOf?.at(options.service);
    if (heardAt !== undefined && askedAt - heardAt <= freshMs) {
      silentRounds = 0;
      seenAt = heardAt;
      return again();
    }
    // It was heard until a moment ago: that it is not any more is one of the silent rounds.
    if (heardAt !== undefined) silentRounds = Math.max(1, silentRounds);
    const instances = options.registry.instances(options.service);
    const answers = await Promise.all(
      instances.map(({ host, port }) => isAble(`http://${host}:${port}/readyz`)),
    );
    const isThere = answers.includes(true);
    silentRounds = isThere ? 0 : silentRounds + 1;
    if (isThere) seenAt = askedAt;
    again();
  }

  function again(): void {
    if (!isStopped) timer = setTimeout(begin, options.everyMs ?? everyMs);
  }

  function begin(): void {
    round = ask();
  }

  return {
    isDown: () => silentRounds >= roundsToBeDown,
    lastSeenAt: () => seenAt,
    start: begin,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}

type Watching = {
  registry: Pick<Registry, "instances">;
  heardOf: Pick<HeardOf, "at">;
  now: () => number;
  stage(name: string, stage: Stage): void;
};

/** For a service whose answers are older than they look while a neighbour is away. */
export function watchNeighbour(
  { registry, heardOf, now, stage }: Watching,
  service: ServiceName,
): NeighbourProbe {
  const probe = createNeighbourProbe({ service, registry, heardOf, now });
  stage(`${service} probe`, { start: () => probe.start(), stop: () => probe.stop() });
  return probe;
}
