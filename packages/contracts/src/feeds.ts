import type { ServiceName } from "./roles.ts";

/**
 * Who hears whose feed. An owner keeps an event until each of its named consumers has acknowledged it.
 * The gateway and each verifier also follow member's feed for revocations, with a cursor on disk that the
 * owner does not wait for. Member's own replicas hear of each other's revocations in the same way.
 */
export const feedConsumers = {
  menu: ["order", "barista"],
  member: ["order", "barista"],
  order: ["barista", "member"],
  barista: ["order"],
} as const satisfies Partial<Record<ServiceName, readonly ServiceName[]>>;

export type FeedOwner = keyof typeof feedConsumers;

/** Those who read member's feed only to learn of revocations. */
export const revocationFollowers = [
  "gateway",
  "order",
  "barista",
  "member",
] as const satisfies readonly ServiceName[];
