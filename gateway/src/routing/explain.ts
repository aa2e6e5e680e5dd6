import { says } from "@siren/contracts/explain-phrases";
import type { ProblemCode } from "@siren/contracts/problems";
import { Refusal } from "@siren/contracts/refusal";
import type { Exchange } from "../policies/exchange.ts";
import type { AutomaticRoutes } from "./automatic-routes.ts";
import { hostName } from "./host-pattern.ts";
import { isOurs } from "./own-paths.ts";
import { type Entry, takesMethod } from "./route-index.ts";
import type { Route, Step } from "./route-table.ts";
import { refuseClosed, type SafePath, safePathOf } from "./safe-path.ts";
import type { Snapshot } from "./snapshot.ts";

export type Asking = { method: string; path: string; host?: string | undefined };

export type Explanation = {
  method: string;
  path: string;
  host: string | null;
  matched: { pipeline: string; service: string; rest: string } | null;
  /** Each endpoint in the order in which it is asked, up to the one that took it. */
  steps: { endpoint: string; fits: boolean; why: string }[];
  /** In their order, each with its condition and whether it is met. */
  policies: string[];
  /** What it would be refused with before any policy; null: nothing. */
  refused: ProblemCode | null;
};

/** Of a thousand routes nobody reads all that were passed over. */
const mostTold = 200;

/** What a request would meet, without sending it. */
export function explain(
  { entries, index, isWritten }: Snapshot,
  automatic: AutomaticRoutes,
  { method, path, host }: Asking,
): Explanation {
  const told = { method, path, host: host ?? null };
  const nothing = { matched: null, policies: [] };
  if (isOurs(path)) return { ...told, ...nothing, steps: [byItself(path)], refused: null };
  const read = refusing(() => safePathOf(path));
  if (!read.done) return { ...told, ...nothing, steps: [], refused: read.code };
  const safe = read.value;
  const asked = { method, host: hostName(host), segments: safe.segments };
  const found = index.find(asked);
  const before = entries.filter(({ order }) => found === undefined || order < found.entry.order);
  const steps = before.slice(0, mostTold).map((entry) => ({
    endpoint: named(entry.route),
    fits: false,
    why: whyNot(entry, asked),
  }));
  if (before.length > mostTold)
    steps.push({
      endpoint: says("more", { n: before.length - mostTold }),
      fits: false,
      why: says("others-neither"),
    });
  const taken = found
    ? { route: found.entry.route, rest: found.rest, why: says("first-that-fits") }
    : isWritten(asked)
      ? undefined
      : automaticAt(automatic, safe);
  if (!taken && safe.segments.length === 0)
    return { ...told, ...nothing, steps: [...steps, byItself("/")], refused: null };
  if (!taken) return { ...told, ...nothing, steps, refused: "NOT_FOUND" };
  const { route, rest, why } = taken;
  steps.push({ endpoint: named(route), fits: true, why });
  const matched = { pipeline: route.name, service: route.service, rest: `/${rest.join("/")}` };
  const closed = refusing(() => refuseClosed(rest));
  const policies = route.steps.map((step) => inWords(step, { method, host, path: safe }));
  return { ...told, matched, steps, policies, refused: closed.done ? null : closed.code };
}

const byItself = (path: string) => ({
  endpoint: `gateway: ${path}`,
  fits: true,
  why: path === "/" ? says("first-page") : says("own"),
});

const named = ({ endpoint, path }: Route) => `${endpoint}: ${path}`;

function automaticAt(automatic: AutomaticRoutes, path: SafePath) {
  const route = automatic.at(path);
  return route && { route, rest: path.segments.slice(3), why: says("automatic") };
}

function whyNot(
  entry: Entry<Route>,
  { method, host, segments }: { method: string; host: string; segments: readonly string[] },
): string {
  if (entry.host !== undefined && !entry.host.fits(host))
    return says("other-host", { host: entry.host.text });
  const { prefix } = entry.pattern;
  const isBeneath = prefix.every((part, depth) => segments[depth] === part);
  if (!isBeneath || !entry.pattern.match(segments)) return says("elsewhere");
  return takesMethod(entry, method) ? says("another-before") : says("other-method", { method });
}

/** A condition that asks who somebody is can only be answered when they come. */
function inWords(
  { policy, when, holds }: Step,
  { method, host, path }: { method: string; host: string | undefined; path: SafePath },
): string {
  if (when === undefined || !holds) return policy;
  // Conditions look at nothing else of an exchange.
  const as = (isKnown: boolean) =>
    ({ req: { method, headers: { host } }, path, isKnown }) as unknown as Exchange;
  const known = refusing(() => holds(as(true)));
  const unknown = refusing(() => holds(as(false)));
  if (!known.done || !unknown.done) return says("condition-refuses", { policy, when });
  if (known.value !== unknown.value) return says("condition-depends", { policy, when });
  return says(known.value ? "condition-taken" : "condition-passed", { policy, when });
}

type Done<T> = { done: true; value: T } | { done: false; code: ProblemCode };

function refusing<T>(work: () => T): Done<T> {
  try {
    return { done: true, value: work() };
  } catch (error) {
    if (error instanceof Refusal) return { done: false, code: error.code };
    throw error;
  }
}
