import type { BackEnd } from "@siren/chassis/back-end";
import { type FeedOwner, feedConsumers } from "@siren/contracts/feeds";
import { type FeedStanding, feedStanding, type OpsFeeds } from "@siren/contracts/ops";
import type { ServiceName } from "@siren/contracts/roles";

const timeoutMs = 2_000;
const freshMs = 1_000;

type Told = FeedStanding | string;

/** How far each consumer is behind each feed, asked of all of them, and at most once a second. */
export function createFeedGathering({
  client,
  now,
}: Pick<BackEnd, "client" | "now">): () => Promise<OpsFeeds> {
  const owners = Object.keys(feedConsumers) as FeedOwner[];
  const everybody = [...new Set<ServiceName>([...owners, ...Object.values(feedConsumers).flat()])];

  async function ask(service: ServiceName): Promise<Told> {
    try {
      const answer = await client.call({
        ...{ service, method: "GET", path: "/internal/feeds", timeoutMs, retry: "safe" },
        schema: feedStanding,
      });
      return answer.ok ? answer.body : `${service} answered ${answer.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async function gather(): Promise<OpsFeeds> {
    const told = new Map<ServiceName, Told>(
      await Promise.all(everybody.map(async (service) => [service, await ask(service)] as const)),
    );
    const standingOf = (service: ServiceName) => {
      const word = told.get(service);
      return typeof word === "object" ? word : undefined;
    };
    const whyNot = (service: ServiceName) => {
      const word = told.get(service);
      return typeof word === "string" ? word : null;
    };
    return {
      at: now(),
      feeds: owners.map((feed) => {
        const own = standingOf(feed);
        return {
          ...{ feed, epoch: own?.epoch ?? null, head: own?.head ?? null },
          consumers: feedConsumers[feed].map((consumer: ServiceName) => {
            const heard = standingOf(consumer)?.hears.find((one) => one.feed === feed);
            // Numbers of another epoch say nothing of this one.
            const isSame = own !== undefined && heard?.epoch === own.epoch;
            const lag = isSame && heard.seq !== null ? Math.max(0, own.head - heard.seq) : null;
            const why = whyNot(feed) ?? whyNot(consumer);
            return { consumer, seq: heard?.seq ?? null, lag, deadLetters: heard?.setAside ?? null, why };
          }),
        };
      }),
      deadLetters: everybody.flatMap((consumer) =>
        (standingOf(consumer)?.letters ?? []).map((letter) => ({ consumer, ...letter })),
      ),
    };
  }

  let last: { feeds: Promise<OpsFeeds>; atMs: number } | undefined;
  return () => {
    if (!last || now() - last.atMs >= freshMs) last = { feeds: gather(), atMs: now() };
    return last.feeds;
  };
}
