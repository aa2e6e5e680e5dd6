import type { BackEnd } from "@siren/chassis/back-end";
import { ConfigFault } from "@siren/chassis/config";
import {
  type GatewayFile,
  type Reading,
  readGatewayFile,
  readSource,
  versionOf,
} from "../reading/gateway-file.ts";
import { type FileWatch, watchFile } from "../reading/watch-file.ts";
import { type AutomaticRoutes, watchAutomatic } from "./automatic-routes.ts";
import type { StepBuilder } from "./built-step.ts";
import { type Asking, type Explanation, explain } from "./explain.ts";
import { hostName } from "./host-pattern.ts";
import { matched, type RouteTable } from "./route-table.ts";
import { buildSnapshot, type Snapshot } from "./snapshot.ts";

export type ConfigState = {
  file: string;
  /** Of the configuration that is in effect; the same text has the same version. */
  version: string;
  sinceMs: number;
  taken: number;
  refused: number;
  /** The last change that was not taken, until one is. */
  fault: { atMs: number; faults: readonly string[] } | undefined;
  /** What stands in the file and needs a restart to count. */
  needsRestart: readonly string[];
};

/** One file in effect, with how many requests are on their way through it. */
type Taken = Snapshot & { match: RouteTable["match"]; automaticNow: AutomaticRoutes; underWay: number };

/** What one request began with; it keeps that to its end, whatever is taken meanwhile. */
export type Held = Pick<Taken, "match">;

export type LiveRoutes = RouteTable & {
  snapshot(): Snapshot;
  /** As the balancer knows what is called so: a service that routes lead to, or a serviceEndpoint. */
  servicesCalled(name: string): readonly string[];
  /** Why a request is, or is not, taken where it is. */
  explain(asked: Asking): Explanation;
  enter(): Held;
  leave(held: Held): void;
  reload(): Promise<boolean>;
  state(): ConfigState;
  onChange(listener: (state: ConfigState) => void): void;
};

type Parts = {
  backEnd: BackEnd;
  reading: Reading;
  builder: StepBuilder["parts"];
  /** Held to it before the file is taken; answers how to take it. */
  prepare?: (file: GatewayFile) => Promise<() => void>;
  watches?: boolean;
};

export async function openLiveRoutes(first: GatewayFile, parts: Parts): Promise<LiveRoutes> {
  const { backEnd, reading, builder, prepare, watches = true } = parts;
  const { log, now, registry, fixed, balancer } = backEnd;
  const listeners: ((state: ConfigState) => void)[] = [];
  const inEffect = new Set<Taken>();
  let fault: ConfigState["fault"];
  let [taken, refused, sinceMs] = [0, 0, now()];
  let needsRestart: readonly string[] = [];

  const prepared = async (file: GatewayFile) => prepare?.(file);

  async function take(file: GatewayFile, before?: Taken): Promise<Taken> {
    const snapshot = await buildSnapshot(file, builder, before?.steps);
    const apply = await prepared(file).catch((error) => {
      for (const step of snapshot.steps.values())
        if (before?.steps.get(step.key) !== step) for (const close of step.closers) close();
      throw error;
    });
    for (const { service, fixed: one } of snapshot.targets.values())
      if (one && ![...inEffect].some((held) => hasTarget(held, service))) fixed.add(service, one);
    apply?.();
    const automaticNow = watchAutomatic(snapshot.automatic, registry, log);
    const match = matchIn(snapshot, automaticNow);
    const whole: Taken = { ...snapshot, match, automaticNow, underWay: 0 };
    inEffect.add(whole);
    return whole;
  }

  /** When the last request is through it: what nobody else needs is let go. */
  function retire(old: Taken): void {
    if (old === current || old.underWay > 0 || !inEffect.delete(old)) return;
    for (const { service, fixed: one } of old.targets.values()) {
      if (!one || [...inEffect].some((held) => hasTarget(held, service))) continue;
      fixed.remove(service);
      balancer.forget(service);
    }
    for (const step of old.steps.values()) {
      if ([...inEffect].some((held) => held.steps.get(step.key) === step)) continue;
      for (const close of step.closers) close();
    }
  }

  let current = await take(first);

  const reloads = backEnd.meter.createCounter("gateway.config.reloads", {
    description: "changes of the routes that were taken, and that were refused",
  });
  // There before the first: of a series that begins at 1, Prometheus sees no increase, and the first refusal counts.
  for (const outcome of ["taken", "refused"]) reloads.add(0, { outcome });
  const tell = () => {
    for (const listener of listeners) listener(state());
  };
  const state = (): ConfigState => ({
    ...{ file: reading.file, version: current.file.version },
    ...{ sinceMs, taken, refused, fault, needsRestart },
  });

  function refuse(error: unknown, version?: string): false {
    const faults = error instanceof ConfigFault ? error.faults : [String(error)];
    if (fault?.faults.join("\n") === faults.join("\n")) return false;
    fault = { atMs: now(), faults };
    refused += 1;
    reloads.add(1, { outcome: "refused" });
    log.error("config.refused", { faults, kept: current.file.version, ...(version && { version }) });
    tell();
    return false;
  }

  async function reloadOnce(): Promise<boolean> {
    try {
      const source = await readSource(reading.file);
      // Whatever is written into its folder leads here: reading a file of 1,000 routes again would take 0.4 s.
      if (versionOf(source, reading) === current.file.version) {
        // Mended by taking the change back.
        if (fault) {
          fault = undefined;
          tell();
        }
        return false;
      }
      const file = readGatewayFile(source, reading);
      const old = current;
      const next = await take(file, old);
      current = next;
      old.automaticNow.close();
      sinceMs = now();
      taken += 1;
      fault = undefined;
      needsRestart = restartsFor(first, file);
      reloads.add(1, { outcome: "taken" });
      log.info("config.reloaded", { version: file.version, routes: next.entries.length });
      if (needsRestart.length > 0) log.warn("config.needs-restart", { settings: needsRestart });
      retire(old);
      tell();
      return true;
    } catch (error) {
      return refuse(error);
    }
  }

  let turn: Promise<unknown> = Promise.resolve();
  /** One after the other: a change that comes while one is taken is looked at next. */
  function reload(): Promise<boolean> {
    const mine = turn.then(reloadOnce);
    turn = mine;
    return mine;
  }

  let watching: FileWatch | undefined;
  backEnd.stage("routes file", {
    start() {
      if (watches) watching = watchFile(reading.file, async () => void (await reload()));
    },
    async stop() {
      await watching?.stop();
      await turn;
      current.automaticNow.close();
      for (const held of inEffect)
        for (const { closers } of held.steps.values()) for (const close of closers) close();
    },
  });

  return {
    snapshot: () => current,
    servicesCalled: (name) => servicesCalled(current, name),
    explain: (asked) => explain(current, current.automaticNow, asked),
    match: (path, asked) => current.match(path, asked),
    list: () => rowsOf(current),
    enter() {
      current.underWay += 1;
      return current;
    },
    leave(held) {
      const mine = held as Taken;
      mine.underWay -= 1;
      if (mine !== current) retire(mine);
    },
    reload,
    state,
    onChange: (listener) => void listeners.push(listener),
  };
}

function matchIn({ index, isWritten }: Snapshot, automaticNow: AutomaticRoutes): RouteTable["match"] {
  const { asksHost, find } = index;
  return (path, { method = "GET", headers }) => {
    const host = asksHost ? hostName(headers.host) : "";
    const found = find({ method, host, segments: path.segments });
    if (found) return matched(found.entry.route, found);
    // What the file says of such a path in any way, it says of all that is asked for there.
    if (isWritten({ host, segments: path.segments })) return undefined;
    const automatic = automaticNow.at(path);
    return automatic && matched(automatic, { rest: path.segments.slice(3), params: {} });
  };
}

function servicesCalled({ targets, automatic }: Snapshot, name: string): string[] {
  const ofEndpoint = targets.get(name)?.service;
  const isThere = automatic.has(name) || [...targets.values()].some(({ service }) => service === name);
  return [...(ofEndpoint === undefined ? [] : [ofEndpoint]), ...(isThere ? [name] : [])];
}

const hasTarget = ({ targets }: Taken, service: string) =>
  [...targets.values()].some((one) => one.service === service);

function rowsOf({ entries, automaticNow }: Taken) {
  const routes = [...entries.map(({ route }) => route), ...automaticNow.present()];
  return routes.map(({ path, name, service }) => ({ path, pipeline: name, service }));
}

/** The process listens where it began to. */
function restartsFor(first: GatewayFile, file: GatewayFile): string[] {
  const listens = ({ http, https }: GatewayFile) => ({
    "http.port": http?.port,
    "http.hostname": http?.hostname,
    https: https !== undefined,
    "https.port": https?.port,
    "https.hostname": https?.hostname,
  });
  const [before, after] = [listens(first), listens(file)];
  return Object.entries(after).flatMap(([key, value]) =>
    before[key as keyof typeof before] === value ? [] : [key],
  );
}
