import { messageOf } from "./fault.ts";

/** Says what is missing, or `undefined` when nothing is. */
export type Missing = string | undefined;

const askTimeoutMs = 1_500;
const pollMs = 60;

/** What a registry must show before a process counts as registered. */
export type Registered = { service: string; instanceId?: string };

export async function missingFromReadiness(baseUrl: string): Promise<Missing> {
  try {
    const answer = await fetch(new URL("/readyz", baseUrl), { signal: AbortSignal.timeout(askTimeoutMs) });
    const body = await answer.text();
    return answer.ok ? undefined : `not ready: ${body.slice(0, 200)}`;
  } catch (fault) {
    return `does not answer (${messageOf(fault)})`;
  }
}

export async function missingFromRegistry(registry: string, wanted: Registered): Promise<Missing> {
  try {
    const found = registry.startsWith("consul:")
      ? await healthyInConsul(firstUrl(registry), wanted.service)
      : await upInEureka(firstUrl(registry), wanted.service);
    const shown = wanted.instanceId === undefined ? found.length > 0 : found.includes(wanted.instanceId);
    return shown ? undefined : "not registered as UP";
  } catch (fault) {
    return `the registry does not answer (${messageOf(fault)})`;
  }
}

/** Waits until nothing is missing any more, and throws what still is when the time is over. */
export async function until(
  missing: () => Promise<Missing>,
  { deadlineMs, signal, what }: { deadlineMs: number; signal: AbortSignal; what: string },
): Promise<void> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    signal.throwIfAborted();
    const still = await missing();
    if (still === undefined) return;
    if (Date.now() > giveUpAt) throw new Error(`${what} is ${still} after ${deadlineMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

const firstUrl = (registry: string): string => registry.slice(registry.indexOf(":") + 1).split(",")[0] ?? "";

async function upInEureka(url: string, service: string): Promise<string[]> {
  const answer = await fetch(new URL("apps", withSlash(url)), {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(askTimeoutMs),
  });
  const body = Object(await answer.json());
  const applications = asList(Object(body.applications).application);
  return applications
    .filter((application) => String(application.name).toLowerCase() === service)
    .flatMap((application) => asList(application.instance))
    .filter((instance) => instance.status === "UP")
    .map((instance) => String(instance.instanceId));
}

async function healthyInConsul(url: string, service: string): Promise<string[]> {
  const answer = await fetch(new URL(`/v1/health/service/${service}?passing`, url), {
    signal: AbortSignal.timeout(askTimeoutMs),
  });
  return asList(await answer.json()).map((entry) => String(Object(entry.Service).ID));
}

const withSlash = (url: string) => (url.endsWith("/") ? url : `${url}/`);

/** Eureka's JSON writes a list of one as the one. */
function asList(value: unknown): Record<string, unknown>[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [Object(value)];
}
