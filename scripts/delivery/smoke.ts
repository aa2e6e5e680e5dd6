import { setTimeout as pause } from "node:timers/promises";

export type Smoke = {
  gateway: string;
  requests: number;
  /** How often `/healthz` is asked before it has to answer. */
  tries: number;
  triesEveryMs: number;
  timeoutMs: number;
  signal?: AbortSignal;
};

export type SmokeReport = {
  healthyAfter: number | undefined;
  asked: ReadonlyMap<string, number>;
  /** Of whom this says nothing, and why. */
  notAsked: readonly string[];
  errors: readonly string[];
  slowestMs: number;
};

const ofAnyCafe = [
  "/healthz",
  "/client/",
  "/admin/",
  "/api/v1/menu/stores",
  "/api/v1/menu/rates",
  "/api/v1/member/oidc",
  "/api/v1/member/.well-known/jwks.json",
  "/api/v1/order/push-key",
];

/** Where there is a store, there is a menu and a counter too. */
const ofStore = (store: string) => [
  `/api/v1/menu/stores/${store}/menu`,
  `/api/v1/barista/stores/${store}/now`,
];

/** That they are well is said by their own readiness, which the rollout waits for. */
const behind = "auditor and discovery: nobody may ask them through the gateway";

const pages: readonly string[] = ["/client/", "/admin/"];
/** Any web server has a page for everything: what answers has to be of the kind that ours is. */
const wantedType = (path: string) =>
  pages.includes(path) ? /^text\/html\b/ : /^application\/(\S+\+)?json\b/;

const atOnce = 5;

/**
 * Reads only, at all that anybody may read: each service behind the gateway, and both pages. An old answer, which the
 * gateway gives in a service's place while it is away, is an error here: that service has just been rolled out. So is
 * being sent elsewhere: by a door in front, or to another scheme.
 */
export async function smoke({ gateway, ...options }: Smoke): Promise<SmokeReport> {
  const { requests, tries, triesEveryMs, timeoutMs, signal } = options;
  const ask = (path: string) =>
    fetch(new URL(path, gateway), {
      redirect: "manual",
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    });
  const asked = new Map<string, number>();
  const errors: string[] = [];
  let slowestMs = 0;

  async function askOnce(path: string): Promise<void> {
    const beganMs = performance.now();
    asked.set(path, (asked.get(path) ?? 0) + 1);
    try {
      const answer = await ask(path);
      await answer.arrayBuffer();
      const type = answer.headers.get("content-type") ?? "nothing named";
      if (answer.status !== 200) errors.push(`${path} answered ${answer.status}`);
      else if (!wantedType(path).test(type)) errors.push(`${path} answered with ${type}`);
      const degraded = answer.headers.get("x-degraded");
      if (degraded !== null) errors.push(`${path} is an old answer: ${degraded}`);
    } catch (error) {
      errors.push(`${path} failed: ${reasonOf(error)}`);
    }
    slowestMs = Math.max(slowestMs, performance.now() - beganMs);
  }

  const healthyAfter = await healthy(() => ask("/healthz"), { tries, triesEveryMs });
  if (healthyAfter === undefined) {
    const notAsked = ["anybody: the gateway is not well"];
    return { healthyAfter, asked, notAsked, errors: ["/healthz: never well"], slowestMs };
  }
  const stores = (await storesOf(ask)).slice(0, 1);
  const paths = [...ofAnyCafe, ...stores.flatMap(ofStore)];
  const notAsked = [behind, ...(stores.length === 0 ? ["barista: there is no store to ask it of"] : [])];
  let next = 0;
  const walk = async () => {
    while (next < requests && !signal?.aborted) await askOnce(paths[next++ % paths.length] as string);
  };
  await Promise.all(Array.from({ length: atOnce }, walk));
  if (signal?.aborted) errors.push("it was broken off");
  return { healthyAfter, asked, notAsked, errors, slowestMs };
}

type Tries = Pick<Smoke, "tries" | "triesEveryMs">;

async function healthy(ask: () => Promise<Response>, { tries, triesEveryMs }: Tries) {
  for (let attempt = 1; attempt <= tries; attempt++) {
    const answer = await ask().catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    if (answer?.ok) return attempt;
    if (attempt < tries) await pause(triesEveryMs);
  }
  return undefined;
}

async function storesOf(ask: (path: string) => Promise<Response>): Promise<string[]> {
  try {
    const { stores } = (await (await ask("/api/v1/menu/stores")).json()) as {
      stores?: { storeId: string }[];
    };
    return (stores ?? []).map(({ storeId }) => encodeURIComponent(storeId));
  } catch {
    // What is wrong with it is told by the walk, which asks it too.
    return [];
  }
}

const reasonOf = (error: unknown) => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
};

export function smokeTable({ healthyAfter, asked, notAsked, errors, slowestMs }: SmokeReport): string {
  const total = [...asked.values()].reduce((sum, count) => sum + count, 0);
  return [
    healthyAfter === undefined
      ? "/healthz never answered well"
      : `/healthz answered well at try ${healthyAfter}`,
    ...[...asked].map(([path, count]) => `${String(count).padStart(5)}  ${path}`),
    ...notAsked.map((whom) => `  not asked: ${whom}`),
    `${total} requests, ${errors.length} errors, the slowest took ${Math.round(slowestMs)} ms`,
    ...[...new Set(errors)].slice(0, 20).map((error) => `  ${error}`),
  ].join("\n");
}
