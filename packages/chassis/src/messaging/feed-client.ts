import { type FeedPage, type FeedSnapshot, feedPage, feedSnapshot } from "@siren/contracts/envelope";
import type { ServiceName } from "@siren/contracts/roles";
import { feedPatienceHeader, mostPatienceMs } from "./feed-beats.ts";

/** The part of the service client that a consumer needs. */
export type FeedClient = {
  call(request: {
    service: ServiceName;
    method: "GET";
    path: string;
    timeoutMs: number;
    retry: "never";
    /** A long poll is slow on purpose: it is not to count against the service. */
    patient: true;
    silenceMs?: number;
    headers?: Record<string, string>;
    signal?: AbortSignal;
  }): Promise<{ status: number; body: unknown }>;
};

export type PageRequest = {
  feed: ServiceName;
  self: ServiceName;
  after: number;
  epoch: string | undefined;
  waitMs: number;
  limit: number;
};

/** What a long poll may take on top of its wait, or on top of the time between two beats. */
const answerWithinMs = 1_500;

export async function readPage(
  client: FeedClient,
  { feed, self, after, epoch, waitMs, limit }: PageRequest,
  signal: AbortSignal,
): Promise<FeedPage | "gone"> {
  const query = new URLSearchParams({
    after: String(after),
    wait_ms: String(waitMs),
    limit: String(limit),
    consumer: self,
    ...(epoch === undefined ? {} : { epoch }),
  });
  const answer = await get(client, feed, `/internal/feed?${query}`, signal, {
    timeoutMs: mostPatienceMs + answerWithinMs,
    silenceMs: waitMs + answerWithinMs,
    headers: { [feedPatienceHeader]: String(mostPatienceMs) },
  });
  if (answer.status === 410) return "gone";
  if (answer.status !== 200) throw new Error(`${feed} answered ${answer.status} for its feed`);
  return feedPage.parse(answer.body);
}

export async function readSnapshot(
  client: FeedClient,
  feed: ServiceName,
  signal: AbortSignal,
): Promise<FeedSnapshot> {
  const answer = await get(client, feed, "/internal/snapshot", signal, { timeoutMs: 30_000 });
  if (answer.status !== 200) throw new Error(`${feed} answered ${answer.status} for its snapshot`);
  return feedSnapshot.parse(answer.body);
}

/** Gives up with the signal even where the client cannot: a duty that was lost must end at once. */
async function get(
  client: FeedClient,
  service: ServiceName,
  path: string,
  signal: AbortSignal,
  limits: Pick<Parameters<FeedClient["call"]>[0], "timeoutMs" | "silenceMs" | "headers">,
) {
  signal.throwIfAborted();
  const ended = Promise.withResolvers<never>();
  const end = () => ended.reject(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  try {
    const call = client.call({
      service,
      method: "GET",
      path,
      ...limits,
      retry: "never",
      patient: true,
      signal,
    });
    return await Promise.race([call, ended.promise]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
