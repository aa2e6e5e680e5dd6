import type { Verdicts } from "@siren/contracts/audit";
import type { OpsFeeds, OpsInstance, OpsRegistry, opsBreakers, opsProblems } from "@siren/contracts/ops";
import type * as z from "zod/mini";
import { shortName } from "./names.ts";
import type { OpsTextKey } from "./ops-texts.ts";

export type Breakers = z.output<typeof opsBreakers>;
export type Problems = z.output<typeof opsProblems>;

/** `bad` is to be mended now, `look` may mend itself or is meant so. `to` is the screen that says more. */
export type Trouble = {
  tone: "bad" | "look";
  key: OpsTextKey;
  fill: Record<string, string | number>;
  to: string;
  id: string;
};

export type Known = {
  registry: OpsRegistry | undefined;
  breakers: Breakers | undefined;
  feeds: OpsFeeds | undefined;
  audit: Verdicts | undefined;
  problems: Problems | undefined;
};

/** So far behind is more than what is just on its way. */
const muchLag = 50;
/** What failed longer ago is for the list of problems. */
const justNowMs = 120_000;

/** Those who register; the registry does not list itself. */
export const registering = (registry: OpsRegistry) =>
  registry.services.filter(({ name }) => name !== "discovery");

/** What is not as it should be, the worst first. What could not be asked is for the caller to say. */
export function troublesOf(known: Known, ruleName: (rule: string) => string): Trouble[] {
  const troubles = [
    ...(known.registry ? ofRegistry(known.registry) : []),
    ...(known.breakers ? ofBreakers(known.breakers) : []),
    ...(known.feeds ? ofFeeds(known.feeds) : []),
    ...(known.audit ? ofAudit(known.audit, ruleName) : []),
    ...(known.problems ? ofProblems(known.problems, known.registry?.now) : []),
  ];
  return troubles.sort((a, b) => Number(a.tone === "look") - Number(b.tone === "look"));
}

const trouble = (
  tone: Trouble["tone"],
  key: OpsTextKey,
  to: string,
  fill: Trouble["fill"] = {},
): Trouble => ({
  ...{ tone, key, to, fill },
  id: `${key} ${Object.values(fill).join(" ")}`,
});

function ofRegistry(registry: OpsRegistry): Trouble[] {
  const { registryAnswers, source, gateways } = registry;
  const away = registryAnswers && source === "live" ? [] : [trouble("bad", "tRegistryAway", "registry")];
  const silent = gateways
    .filter(({ why }) => why !== null)
    .map(({ id }) => trouble("look", "tGatewaySilent", "registry", { gateway: shortName(id) }));
  const services = registering(registry).flatMap(({ name, instances }) => {
    const nobody = instances.some(({ isUsed }) => isUsed)
      ? []
      : [trouble("bad", "tNobody", "registry", { service: name })];
    return [...nobody, ...instances.flatMap(ofInstance)];
  });
  return [...away, ...services, ...silent];
}

function ofInstance({ id, service, ghost, status, gateways }: OpsInstance): Trouble[] {
  const fill = { service, instance: shortName(id) };
  if (ghost === "registered-not-answering") return [trouble("bad", "tGhost", "registry", fill)];
  if (ghost === "answering-but-gone") return [trouble("look", "tUnregistered", "registry", fill)];
  if (status === "OUT_OF_SERVICE") return [trouble("look", "tDrained", "registry", fill)];
  return gateways
    .filter(({ ejected }) => ejected)
    .map(({ gateway }) => trouble("look", "tEjected", "registry", { ...fill, gateway: shortName(gateway) }));
}

const ofBreakers = ({ services }: Breakers): Trouble[] =>
  services.flatMap(({ gateway, service, breaker: { state } }) => {
    const fill = { service, gateway: shortName(gateway) };
    if (state === "open") return [trouble("bad", "tOpen", "breakers", fill)];
    return state === "half-open" ? [trouble("look", "tHalfOpen", "breakers", fill)] : [];
  });

function ofFeeds({ feeds, deadLetters }: OpsFeeds): Trouble[] {
  const lags = feeds.flatMap(({ feed, consumers }) =>
    consumers.flatMap(({ consumer, lag }) => {
      if (lag === null) return [trouble("look", "tLagUnknown", "feeds", { consumer, feed })];
      return lag > muchLag ? [trouble("look", "tLag", "feeds", { consumer, feed, n: lag })] : [];
    }),
  );
  const consumers = [...new Set(deadLetters.map(({ consumer }) => consumer))];
  const letters = consumers.map((consumer) => {
    const n = deadLetters.filter((letter) => letter.consumer === consumer).length;
    return trouble("bad", "tLetters", "feeds", { consumer, n });
  });
  return [...letters, ...lags];
}

function ofAudit({ verdicts }: Verdicts, ruleName: (rule: string) => string): Trouble[] {
  const broken = verdicts
    .filter(({ state }) => state === "BROKEN")
    .map(({ rule }) => trouble("bad", "tBroken", "audit", { rule: ruleName(rule) }));
  // What nobody has looked at is not well.
  const unknown = verdicts.filter(({ state }) => state === "UNKNOWN").length;
  return unknown === 0 ? broken : [...broken, trouble("look", "tUnjudged", "audit", { n: unknown })];
}

const ofProblems = ({ problems }: Problems, now = Number.POSITIVE_INFINITY): Trouble[] =>
  problems
    .filter(({ status, lastAtMs }) => status >= 500 && now - lastAtMs < justNowMs)
    .map(({ code, status, pipeline, count }) =>
      trouble("look", "tFailing", "problems", { pipeline, code: code ?? status, n: count }),
    );
