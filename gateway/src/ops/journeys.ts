import type { BackEnd } from "@siren/chassis/back-end";
import { type FeedOwner, feedConsumers } from "@siren/contracts/feeds";
import {
  type JourneyOrder,
  journeyOrder,
  type journeyQuery,
  type OpsJourney,
  type TakenHere,
  type ToldAbout,
  takenHere,
  toldAbout,
} from "@siren/contracts/journey";
import { Refusal } from "@siren/contracts/refusal";
import type { ServiceName } from "@siren/contracts/roles";
import type * as z from "zod/mini";
import type { createTraceLookup } from "./trace-spans.ts";

const timeoutMs = 4_000;
/** Menu's events are about no order. */
const tellers = ["order", "member", "barista"] as const satisfies readonly FeedOwner[];
type Teller = (typeof tellers)[number];
type Event = OpsJourney["events"][number];
type Taker = Event["takers"][number];

type Parts = Pick<BackEnd, "client" | "now"> & { traces: ReturnType<typeof createTraceLookup> };

/** An order's whole way, gathered from those who went it; whose part is missing is said. */
export function createJourneys({ client, now, traces }: Parts) {
  async function orderOf(asked: z.output<typeof journeyQuery>): Promise<JourneyOrder> {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(asked)) if (value !== undefined) query.set(key, String(value));
    const answer = await client.call({
      ...{ service: "order", method: "GET", path: `/internal/journeys?${query}` },
      ...{ timeoutMs, retry: "safe", schema: journeyOrder },
    });
    if (answer.ok) return answer.body;
    if (answer.status === 404) throw new Refusal("NOT_FOUND", "There is no such order");
    if (answer.status === 400)
      throw new Refusal("BAD_REQUEST", "An order is asked for by its id, or by store, day and number");
    throw new Refusal("BAD_UPSTREAM", `order answered ${answer.status}`);
  }

  return async function journeyOf(asked: z.output<typeof journeyQuery>): Promise<OpsJourney> {
    const order = await orderOf(asked);
    const silent: OpsJourney["silent"] = [];
    /** What cannot be had is missing, and the rest is shown. */
    const orSilent = async <T>(service: ServiceName, work: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await work();
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (!silent.some((one) => one.service === service)) silent.push({ service, why });
        return undefined;
      }
    };
    const told = await Promise.all(
      tellers.map(async (service) => ({
        service,
        about: await orSilent(service, () => toldBy(service, order)),
      })),
    );
    const idsFor = (consumer: ServiceName) =>
      told.flatMap(({ service, about }) =>
        consumersOf(service).includes(consumer) ? (about?.events.map(({ eventId }) => eventId) ?? []) : [],
      );
    const here = new Map<ServiceName, TakenHere | undefined>(
      await Promise.all(
        tellers.map(
          async (consumer) =>
            [consumer, await orSilent(consumer, () => takenBy(consumer, idsFor(consumer)))] as const,
        ),
      ),
    );
    const events = told.flatMap(({ service, about }) =>
      (about?.events ?? []).map((event) => ({
        ...{ service, ...event },
        takers: consumersOf(service).flatMap((consumer) =>
          takerOf(consumer, service, event, here.get(consumer)),
        ),
      })),
    );
    const inOrder = events.sort((a, b) => a.at - b.at);
    const traceIds = [...new Set(inOrder.flatMap(({ traceId }) => traceId ?? []))];
    return {
      ...{ at: now(), order, events: inOrder, traces: await traces(traceIds), silent },
      isWhole: silent.length === 0 && told.every(({ about }) => about?.isWhole ?? false),
    };
  };

  async function toldBy(service: Teller, { orderId, placedAt }: JourneyOrder): Promise<ToldAbout> {
    const answer = await client.call({
      ...{ service, method: "GET", path: `/internal/told/${orderId}?since=${placedAt}` },
      ...{ timeoutMs, retry: "safe", schema: toldAbout },
    });
    if (!answer.ok) throw new Error(`${service} answered ${answer.status}`);
    return answer.body;
  }

  async function takenBy(consumer: Teller, eventIds: string[]): Promise<TakenHere> {
    const answer = await client.call({
      ...{
        service: consumer,
        method: "POST",
        path: "/internal/taken",
        body: { eventIds: eventIds.slice(0, 500) },
      },
      // It only reads.
      ...{ timeoutMs, retry: "safe", schema: takenHere },
    });
    if (!answer.ok) throw new Error(`${consumer} answered ${answer.status}`);
    return answer.body;
  }
}

const consumersOf = (owner: Teller): readonly ServiceName[] => feedConsumers[owner];

/** One that has heard further than this event and left no mark has no use for such an event. */
function takerOf(
  consumer: ServiceName,
  feed: Teller,
  { eventId, seq }: ToldAbout["events"][number],
  here: TakenHere | undefined,
): Taker[] {
  if (!here) return [];
  const nothing = { consumer, at: null, attempts: null, error: null };
  const mark = here.taken.find((one) => one.eventId === eventId);
  if (mark) return [{ ...nothing, state: "TAKEN", at: mark.at }];
  const letter = here.setAside.find((one) => one.eventId === eventId);
  if (letter) {
    const { parkedAt: at, attempts, error } = letter;
    return [{ consumer, state: "SET_ASIDE", at, attempts, error }];
  }
  const isPassed = seq !== null && (here.heard[feed] ?? 0) >= seq;
  return isPassed ? [] : [{ ...nothing, state: "WAITING" }];
}
