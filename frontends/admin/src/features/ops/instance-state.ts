import type { OpsInstance, OpsRegistry } from "@siren/contracts/ops";

export type InstanceState =
  | "in-service"
  | "drained"
  | "ghost"
  | "unregistered"
  | "not-ready"
  | "outside"
  | "gone";

/** What an instance comes to, by what everybody says of it. */
export function stateOf({
  ghost,
  status,
  isAllowed,
}: Pick<OpsInstance, "ghost" | "status" | "isAllowed">): InstanceState {
  if (ghost === "registered-not-answering") return "ghost";
  if (ghost === "answering-but-gone") return "unregistered";
  if (!isAllowed) return "outside";
  if (status === "OUT_OF_SERVICE") return "drained";
  return status === "UP" ? "in-service" : "not-ready";
}

/** Somebody's word that differs from the registry's own: a copy that is old, or a registry that has forgotten. */
export const disagrees = ({
  registryStatus,
  gateways,
}: Pick<OpsInstance, "registryStatus" | "gateways">): boolean =>
  registryStatus !== null && gateways.some(({ status }) => status !== registryStatus);

/** `2/10`, while FAULTY_READS is in force there: its end stands in what the registry was told. */
export function failsOnPurpose(metadata: OpsInstance["metadata"], now: number): string | undefined {
  const [share, end] = metadata.fault?.split("@") ?? [];
  return end === undefined || now < Date.parse(end) ? share : undefined;
}

type Seen = { kind: "answer" | "failure"; word: string; atMs: number; gateway: string };

/** The newest that any gateway has seen of it. */
export function lastSeen({ gateways }: Pick<OpsInstance, "gateways">): {
  answer: Seen | null;
  failure: Seen | null;
} {
  const newest = (all: Seen[]) => all.sort((a, b) => b.atMs - a.atMs)[0] ?? null;
  return {
    answer: newest(
      gateways.flatMap(({ gateway, answer }) =>
        answer ? [{ kind: "answer" as const, word: String(answer.status), atMs: answer.atMs, gateway }] : [],
      ),
    ),
    failure: newest(
      gateways.flatMap(({ gateway, failure }) =>
        failure ? [{ kind: "failure" as const, word: failure.kind, atMs: failure.atMs, gateway }] : [],
      ),
    ),
  };
}

export type Gone = { id: string; service: string; at: number };
const keptMs = 90_000;
const mostKept = 50;

/** Who was there and is not any more stays in sight for a while, so that one sees them go. */
export function goneSince(gone: readonly Gone[], before: OpsRegistry | undefined, now: OpsRegistry): Gone[] {
  const idsOf = ({ services }: OpsRegistry) =>
    services.flatMap(({ name, instances }) => instances.map(({ id }) => ({ id, service: name })));
  const present = new Set(idsOf(now).map(({ id }) => id));
  const fresh = before ? idsOf(before).filter(({ id }) => !present.has(id)) : [];
  return [
    ...fresh.map((one) => ({ ...one, at: now.now })),
    ...gone.filter(
      ({ id, at }) => !present.has(id) && now.now - at < keptMs && !fresh.some((one) => one.id === id),
    ),
  ].slice(0, mostKept);
}
