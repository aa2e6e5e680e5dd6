import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { BackEnd, Listening } from "@siren/chassis/back-end";
import type { BackEndOptions } from "@siren/chassis/create-back-end";
import type { Caller } from "@siren/chassis/identity/caller";
import { createIdentitySigner } from "@siren/chassis/identity/identity";
import { readPrivateIdentity } from "@siren/chassis/identity/keys";
import { createIds } from "@siren/chassis/ids";
import { fileOfKey, writePrivateKey, writeServiceKeys } from "@siren/chassis/testing/service-keys";
import { createSharedRegistry } from "@siren/chassis/testing/shared-registry";
import { type AuditRule, type Verdict, verdicts } from "@siren/contracts/audit";
import type { ServiceName } from "@siren/contracts/roles";
import { openStore, type Store } from "@siren/store/open-store";
import { buildAuditor } from "../auditor/src/app.ts";
import { auditorConfig } from "../auditor/src/config.ts";
import { buildBarista } from "../services/barista/src/app.ts";
import { baristaConfig } from "../services/barista/src/config.ts";
import { baristaModels } from "../services/barista/src/store/models.ts";
import { buildMember } from "../services/member/src/app.ts";
import { memberConfig } from "../services/member/src/config.ts";
import { memberModels } from "../services/member/src/store.ts";
import { buildMenu } from "../services/menu/src/app.ts";
import { menuConfig } from "../services/menu/src/config.ts";
import { buildOrder } from "../services/order/src/app.ts";
import { orderConfig } from "../services/order/src/config.ts";
import { createModels } from "../services/order/src/store/models.ts";

export type Env = Record<string, string>;
type Given = Pick<BackEndOptions, "registry" | "now" | "logSink">;
export type Running = "menu" | "member" | "barista" | "order" | "auditor";
// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back.
export type Answer = { status: number; body: any };

/** Nobody is given up for being slow: a busy machine is not what is asked about here. */
const patient = {
  OOPS_WINDOW_MS: "0",
  HOLD_TIMEOUT_MS: "15000",
  VOID_TIMEOUT_MS: "15000",
  HOLD_AGAIN_MS: "200",
};

const builders: Record<Running, (env: Env, given: Given) => Promise<BackEnd>> = {
  menu: (env, given) => buildMenu({ config: menuConfig({ SEED: "demo", ...env }), ...given }),
  member: (env, given) => buildMember({ config: memberConfig({ SEED: "empty", ...env }), ...given }),
  barista: (env, given) => buildBarista({ config: baristaConfig(env), ...given }),
  order: (env, given) => buildOrder({ config: orderConfig({ ...patient, ...env }), ...given }),
  auditor: (env, given) => buildAuditor({ config: auditorConfig(env), ...given }),
};

const models = { member: memberModels, barista: baristaModels, order: createModels };
type Kept = keyof typeof models;
export type ModelsOf<S extends Kept> = ReturnType<(typeof models)[S]>;

/** Looks seldom, and ever more so: five back ends share this process with whoever waits. */
export async function until(what: string, check: () => Promise<unknown>, withinMs = 45_000): Promise<void> {
  const endsAt = performance.now() + withinMs;
  for (let pauseMs = 20; !(await check()); pauseMs = Math.min(pauseMs * 1.3, 250)) {
    if (performance.now() > endsAt) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(pauseMs);
  }
}

/**
 * The whole cafe in one process: four services and the auditor, each over its own store and port, who meet over
 * the network. What no endpoint does is done to a service's store behind its back.
 */
export async function openCafe(auditing: Env = {}) {
  const folder = await mkdtemp(join(tmpdir(), "cafe-"));
  const { publicFile } = await writeServiceKeys(folder);
  await writePrivateKey(folder, "member-tokens");
  const registry = createSharedRegistry();
  const running = new Map<Running, { backEnd: BackEnd; listening: Listening }>();
  const opened = new Map<Kept, Promise<{ store: Store; models: unknown }>>();
  const log: string[] = [];
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const newId = createIds(now);
  const storeOf = (name: Running) => `sqlite://${join(folder, `${name}.db`)}`;

  async function start(name: Running, env: Env = {}): Promise<void> {
    const told: Env = {
      ...(name !== "auditor" && { STORE: storeOf(name) }),
      DATA_DIR: join(folder, name),
      IDENTITY_KEY_FILE: fileOfKey(folder, name),
      IDENTITY_PUBLIC_KEYS_FILE: publicFile,
      DRAIN_NOTICE_MS: "0",
      DRAIN_TIMEOUT_MS: "1000",
      LOG_LEVEL: "info",
      ...(name === "member" && { TOKEN_KEY_FILE: fileOfKey(folder, "member-tokens") }),
      ...(name === "auditor" && { AUDIT_EVERY_MS: "700", AUDIT_AGAIN_MS: "500", ...auditing }),
      ...env,
    };
    const logSink = (line: string) => void log.push(line);
    const backEnd = await builders[name](told, { registry: registry.client(), now, logSink });
    running.set(name, { backEnd, listening: await backEnd.start() });
  }

  async function stop(name: Running): Promise<void> {
    const one = running.get(name);
    running.delete(name);
    await one?.backEnd.stop();
  }

  async function signed(to: Running, as: Caller | ServiceName): Promise<string> {
    const speaker = typeof as === "string" ? as : "gateway";
    const key = await readPrivateIdentity(speaker, fileOfKey(folder, speaker));
    return createIdentitySigner(key, now).headerFor(to, typeof as === "string" ? undefined : as);
  }

  type Asked = { as: Caller | ServiceName; key?: string; body?: unknown };
  async function ask(to: Running, method: string, path: string, asked: Asked): Promise<Answer> {
    const url = running.get(to)?.listening.url;
    if (url === undefined) throw new Error(`${to} is not running`);
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        "x-siren-identity": await signed(to, asked.as),
        ...(asked.key !== undefined && { "idempotency-key": asked.key }),
        ...(asked.body !== undefined && { "content-type": "application/json" }),
      },
      ...(asked.body !== undefined && { body: JSON.stringify(asked.body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** As `ask`, of what must not be refused. Who had no turn on a busy machine asks again, as every client does. */
  async function done(...[to, method, path, asked]: Parameters<typeof ask>): Promise<Answer["body"]> {
    let answer = await ask(to, method, path, asked);
    await until(`${to}${path} is taken up`, async () => {
      if ((answer.body as { code?: string } | undefined)?.code !== "OVERLOADED") return true;
      answer = await ask(to, method, path, asked);
      return false;
    });
    if (answer.status < 300) return answer.body;
    const { traceId } = answer.body as { traceId?: string };
    const logged = log.filter((line) => traceId !== undefined && line.includes(traceId)).join("\n");
    throw new Error(
      `${method} ${to}${path} was answered ${answer.status} ${JSON.stringify(answer.body)}\n${logged}`,
    );
  }

  async function inside<S extends Kept>(name: S): Promise<{ store: Store; models: ModelsOf<S> }> {
    const found = opened.get(name) ?? open(name);
    opened.set(name, found);
    // The map forgets which service is which.
    return (await found) as { store: Store; models: ModelsOf<S> };
  }

  async function open<S extends Kept>(name: S) {
    const store = await openStore(storeOf(name), { log: { info() {}, warn() {} }, now });
    return { store, models: models[name](store) };
  }

  async function verdictsNow(): Promise<Verdict[]> {
    return verdicts.parse(await done("auditor", "GET", "/internal/verdicts", { as: "gateway" })).verdicts;
  }

  async function close(): Promise<void> {
    const all = [...running.keys()];
    // Whoever hears is stopped before whom it hears.
    for (const name of ["auditor", "order", "barista", "member", "menu"] as const)
      if (all.includes(name)) await stop(name);
    for (const one of opened.values()) await (await one).store.close();
    await rm(folder, { recursive: true, force: true });
  }

  try {
    for (const name of ["menu", "member", "barista", "order", "auditor"] as const) await start(name);
  } catch (error) {
    await close();
    throw new Error(`the cafe did not open; its log:\n${log.join("\n")}`, { cause: error });
  }
  return {
    ...{ now, newId, log, start, stop, ask, done, inside, close, verdicts: verdictsNow },
    /** It knows nothing any more: what it reads next is all that there is. */
    forgetAudit: () => rm(join(folder, "auditor", "audit.json"), { force: true }),
    advance(ms: number): void {
      aheadMs += ms;
    },
    /** Until the auditor finds it; answers why. */
    /** Until the rule names the subject for this reason; what it said of it before it had read all may be another. */
    async untilFound(rule: AuditRule, subject: string, why: RegExp): Promise<void> {
      let seen: Verdict | undefined;
      await until(`${rule} names ${subject} by ${why}`, async () => {
        seen = (await verdictsNow()).find((one) => one.rule === rule);
        return seen?.findings.some((one) => one.subject === subject && why.test(one.why)) ?? false;
      }).catch((error) => {
        throw new Error(`${error.message}: ${JSON.stringify(seen)}`, { cause: error });
      });
    },
  };
}

export type Cafe = Awaited<ReturnType<typeof openCafe>>;
