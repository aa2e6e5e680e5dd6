import { readRegistration } from "../http/registration.ts";
import type { InstanceInfo } from "../registry/instance-info.ts";
import { addressed } from "./batch-call.ts";
import { registeredAt } from "./inbound.ts";

const ANSWER_WITHIN_MS = 3_000;

const listOf = (value: unknown): Record<string, unknown>[] =>
  (Array.isArray(value) ? (value as unknown[]) : value === undefined || value === null ? [] : [value]).map(
    (item) => Object(item) as Record<string, unknown>,
  );

export type Listed = { readonly instance: InstanceInfo; readonly takenAt: number };

/** Everything that a peer knows. What cannot be read of it is left out, and does not cost the rest. */
export async function readPeer(
  peerUrl: string,
  credentials: string | undefined,
  now: number,
): Promise<Listed[]> {
  const { url, headers } = addressed(peerUrl, credentials);
  const response = await fetch(new URL("apps/", url), {
    headers: { ...headers, Accept: "application/json", "DiscoveryIdentity-Name": "DefaultServer" },
    redirect: "error",
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const body = (await response.json()) as { applications?: { application?: unknown } };
  return listOf(body.applications?.application)
    .flatMap(({ instance }) => listOf(instance))
    .flatMap((instance) => {
      try {
        const read = readRegistration({ instance }, String(instance.app), now);
        return [{ instance: read, takenAt: registeredAt(instance) }];
      } catch {
        return [];
      }
    });
}
