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
    const found = isConsul(registry)
      ? await healthyInConsul(registry, wanted.service)
      : await upInEureka(registry, wanted.service);
    const shown = wanted.instanceId === undefined ? found.length > 0 : found.includes(wanted.instanceId);
    return shown ? undefined : "not registered as UP";
  } catch (fault) {
    return `the registry does not answer (${messageOf(fault)})`;
  }
}

/** Whether there is any use in waiting for registrations. */
export async function registryAnswers(registry: string): Promise<boolean> {
  try {
    await askRegistry(registry, isConsul(registry) ? "v1/status/leader" : "apps");
    return true;
  } catch {
    return false;
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

const isConsul = (registry: string): boolean => registry.startsWith("consul:");

async function upInEureka(registry: string, service: string): Promise<string[]> {
  const body = Object(await askRegistry(registry, "apps"));
  const applications = asList(Object(body.applications).application);
  return applications
    .filter((application) => String(application.name).toLowerCase() === service)
    .flatMap((application) => asList(application.instance))
    .filter((instance) => instance.status === "UP")
    .map((instance) => String(instance.instanceId));
}

async function healthyInConsul(registry: string, service: string): Promise<string[]> {
  const entries = asList(await askRegistry(registry, `v1/health/service/${service}?passing`));
  return entries.map((entry) => String(Object(entry.Service).ID));
}

/** Asks the first of the addresses that answers. */
async function askRegistry(registry: string, path: string): Promise<unknown> {
  const addresses = registry.slice(registry.indexOf(":") + 1).split(",");
  let fault: unknown;
  for (const address of addresses) {
    try {
      return await askOne(address, path, isConsul(registry));
    } catch (failed) {
      fault = failed;
    }
  }
  throw fault;
}

/** What stands before its `@` goes where that kind of registry wants it. */
async function askOne(address: string, path: string, consul: boolean): Promise<unknown> {
  const url = new URL(address);
  const [name, password] = [url.username, url.password].map(decodeURIComponent);
  const headers: Record<string, string> = { accept: "application/json" };
  if (password && consul) headers["x-consul-token"] = password;
  else if (password) headers.authorization = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
  url.username = url.password = "";
  if (consul && url.port === "" && url.protocol === "http:") url.port = "8500";
  if (!consul && url.pathname === "/") url.pathname = "/eureka";
  const base = url.href.replace(/(\/apps)?\/*$/, "/");
  const answer = await fetch(new URL(path, base), { headers, signal: AbortSignal.timeout(askTimeoutMs) });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  return answer.json();
}

/** Eureka's JSON writes a list of one as the one. */
function asList(value: unknown): Record<string, unknown>[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [Object(value)];
}
