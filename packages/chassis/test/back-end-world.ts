import { identityHeader } from "@siren/contracts/identity";
import type { ServiceName } from "@siren/contracts/roles";
import type { BackEnd, Listening } from "../src/back-end.ts";
import { type BaseConfig, baseConfig } from "../src/base-config.ts";
import { readConfig } from "../src/config.ts";
import { createBackEnd } from "../src/create-back-end.ts";
import type { Route } from "../src/http/routes.ts";
import { handRegistry, instanceAt } from "./balancing-world.ts";
import type { Lifetime } from "./lifetime.ts";
import {
  type KeyPair,
  makeKey,
  type StandInMember,
  sign,
  startMember,
  tempFolder,
  writeKeys,
} from "./people-world.ts";

export type World = Listening & {
  backEnd: BackEnd;
  member: StandInMember;
  memberKey: KeyPair;
  registry: ReturnType<typeof handRegistry>;
  keys: Record<"gateway" | "order" | "barista" | "menu", KeyPair>;
  lines: Record<string, unknown>[];
  dataDir: string;
  /** X-Siren-Identity of a person, as the gateway says it. */
  as(claims?: Record<string, unknown>): Promise<Record<string, string>>;
  token(claims?: Record<string, unknown>, lifetimeMs?: number): Promise<string>;
  /** Moves the clock that the back end reads. */
  pass(ms: number): void;
};

export type WorldOptions = {
  routes?: readonly Route[];
  prepare?(backEnd: BackEnd): void;
  config?: Partial<BaseConfig>;
  /** Before the back end is built: files left by a process before it, for instance. */
  before?(found: { dataDir: string; member: StandInMember }): void | Promise<void>;
};

export const customer = "mem_00000000000000000000000001";

/** The service `order`, on real ports, with keys of its own, beside a stand-in for member. */
export async function startWorld(t: Lifetime, options: WorldOptions = {}): Promise<World> {
  let stop = async () => {};
  // Before the folder's own hook: hooks run in the order in which they were given.
  t.after(() => stop());
  const dataDir = await tempFolder(t);
  const keys = {
    gateway: makeKey("gateway"),
    order: makeKey("order"),
    barista: makeKey("barista"),
    menu: makeKey("menu"),
  };
  const files = await writeKeys(dataDir, keys.order, Object.values(keys));
  const memberKey = makeKey("member-1");
  const member = await startMember(t, [memberKey]);
  const registry = handRegistry();
  registry.put([instanceAt("member-a", member.port, "member")]);
  await options.before?.({ dataDir, member });
  const lines: Record<string, unknown>[] = [];
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;

  const backEnd = await createBackEnd({
    name: "order",
    config: configFor({ dataDir, ...files, ...options.config }),
    isPublic: true,
    knowsPeople: true,
    now,
    registry,
    logSink: (line) => void lines.push(JSON.parse(line)),
  });
  backEnd.routes(options.routes ?? []);
  options.prepare?.(backEnd);
  const listening = await backEnd.start();
  stop = () => {
    // Long polls of the followers end with it, so that a stop need not wait for them.
    member.stop();
    return backEnd.stop();
  };

  return {
    ...listening,
    backEnd,
    member,
    memberKey,
    registry,
    keys,
    lines,
    dataDir,
    async as(claims = {}) {
      const whole = { ...personClaims("order", now()), ...claims };
      return {
        [identityHeader]: await sign(keys.gateway, whole, { issuedMs: now(), expiresMs: now() + 30_000 }),
      };
    },
    token: (claims = {}, lifetimeMs = 900_000) =>
      sign(
        memberKey,
        {
          iss: "siren-member",
          sub: customer,
          sid: "ses_1",
          use: "access",
          roles: ["customer"],
          stores: [],
          authAtMs: now(),
          ...claims,
        },
        { issuedMs: Math.min(now(), now() + lifetimeMs), expiresMs: now() + lifetimeMs },
      ),
    pass: (ms) => {
      aheadMs += ms;
    },
  };
}

export const personClaims = (aud: ServiceName, authAtMs: number) => ({
  iss: "gateway",
  aud,
  sub: customer,
  roles: ["customer"],
  stores: [],
  via: "token",
  authAtMs,
});

function configFor(given: Partial<BaseConfig>): BaseConfig {
  return {
    host: "127.0.0.1",
    advertisedHost: undefined,
    port: 0,
    managementHost: "127.0.0.1",
    managementPort: 0,
    registry: "eureka:http://127.0.0.1:1/eureka/",
    registryLease: { renewalMs: 5_000, durationMs: 15_000 },
    registrySeeds: [],
    zone: undefined,
    dataDir: "",
    replica: "0",
    logLevel: "debug",
    identityKeyFile: "",
    identityPublicKeysFile: "",
    seed: "empty",
    drainTimeoutMs: 3_000,
    drainNoticeMs: 0,
    runnerIpc: false,
    ejection: {},
    faultyReads: undefined,
    failpoints: "",
    liveSettings: undefined,
    otlpEndpoint: undefined,
    otlpTimeoutMs: 1_000,
    tracesSampler: "parentbased_always_on",
    tracesSamplerArg: 1,
    ...readConfig({ allowedNetworks: baseConfig.allowedNetworks }, {}),
    isProduction: false,
    ...given,
  };
}
