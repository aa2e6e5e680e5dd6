import { allChecks } from "../all-checks.ts";
import type { Check } from "../check.ts";
import { startOwn } from "../own-server.ts";
import { type RunOptions, runCheck, runChecks, type Settings, type Verdict } from "../run-checks.ts";
import type { StartedServer } from "../trial.ts";
import { type Fault, faultyProxy } from "./faulty-proxy.ts";
import { type Mutant, mutants } from "./mutants.ts";

export type Proof = { readonly check: Check; readonly mutant: Mutant | undefined; readonly verdict: Verdict };

/** A fault that was seen is one that was answered: a proxy or a server that fell over is none. */
export const isProof = ({ outcome, isCutOff = false }: Verdict): boolean => outcome === "failed" && !isCutOff;

/** Every server that a check asks for is this mutant, and so is its way to its peer. */
const startMutant =
  ({ front = {}, back = {} }: Pick<Mutant, "front" | "back">) =>
  async (settings: Settings): Promise<StartedServer> => {
    const link =
      settings.EUREKA_PEERS === undefined
        ? undefined
        : await faultyProxy(new URL(settings.EUREKA_PEERS), back);
    const peers: Settings = link ? { EUREKA_PEERS: new URL("/eureka/", link.url).href } : {};
    const server = await startOwn({ ...settings, ...peers });
    const proxy = await faultyProxy(server.url, front);
    return {
      url: proxy.url,
      stop: async () => {
        await proxy.close();
        await server.stop();
        await link?.close();
      },
    };
  };

const optionsOf = (url: URL, fault: Pick<Mutant, "front" | "back">): RunOptions => ({
  ...{ url, base: "/eureka", settleMs: 0, compat: false, isOurs: true },
  start: startMutant(fault),
});

/** The same checks through a proxy without any fault: what fails below must not fail here. */
export async function runControl(checks: readonly Check[], server: URL): Promise<Verdict[]> {
  const proxy = await faultyProxy(server, {});
  try {
    return await runChecks(checks, optionsOf(proxy.url, {}));
  } finally {
    await proxy.close();
  }
}

async function prove(check: Check, server: URL): Promise<Proof> {
  const mutant = mutants.find(({ number }) => number === check.number);
  const front: Fault = mutant?.front ?? {};
  const proxy = await faultyProxy(server, front);
  try {
    const verdict = await runCheck(check, optionsOf(proxy.url, mutant ?? {}));
    return { check, mutant, verdict };
  } finally {
    await proxy.close();
  }
}

/** Each check against the mutant that it is for; all that is no proof in the end is a check that proves nothing. */
export async function proveAll(checks: readonly Check[], onProof: (proof: Proof) => void): Promise<Proof[]> {
  const proofs: Proof[] = [];
  const work = async (some: Check[], server: URL): Promise<void> => {
    for (let next = some.shift(); next; next = some.shift()) {
      const proof = await prove(next, server);
      onProof(proof);
      proofs.push(proof);
    }
  };
  const server = await startOwn();
  try {
    const apart = checks.filter(({ alone }) => !alone);
    await Promise.all(Array.from({ length: 6 }, () => work(apart, server.url)));
    await work(
      checks.filter(({ alone }) => alone),
      server.url,
    );
  } finally {
    await server.stop();
  }
  return proofs.sort((a, b) => a.check.number - b.check.number);
}

export const inReach = (slow: boolean, only: ((number: number) => boolean) | undefined): Check[] =>
  allChecks.filter((check) => (slow || !check.slow) && (only?.(check.number) ?? true));
