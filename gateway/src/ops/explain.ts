import type { OpsExplanation } from "@siren/contracts/ops";
import { Refusal } from "@siren/contracts/refusal";
import type { RouteTable } from "../routing/route-table.ts";
import { refuseClosed, safePathOf } from "../routing/safe-path.ts";

type Asked = { method: string; path: string; host?: string | undefined };

/** What a request would meet, step by step, without sending it. */
export function explain(table: RouteTable, { method, path, host }: Asked): OpsExplanation {
  const told = { method, path, host: host ?? null };
  const nothing = { matched: null, steps: [], policies: [] };
  try {
    const safe = safePathOf(path);
    const route = table.match(safe);
    const steps = table.list().map(({ path: endpoint, pipeline, service }) => {
      const prefix = endpoint.replace(/\/\*\*$/, "");
      const isInside = safe.path === prefix || safe.path.startsWith(`${prefix}/`);
      const fits = isInside && route?.name === pipeline && route.service === service;
      const why = fits ? "the path lies in it" : isInside ? "a narrower one fits" : "the path lies elsewhere";
      return { endpoint, fits, why };
    });
    if (!route) return { ...told, ...nothing, steps, refused: "NOT_FOUND" };
    const matched = { pipeline: route.name, service: route.service, rest: `/${route.rest.join("/")}` };
    const policies = route.steps.map(({ policy }) => policy.name);
    return { ...told, matched, steps, policies, refused: refusalOf(() => refuseClosed(route.rest)) };
  } catch (error) {
    if (error instanceof Refusal) return { ...told, ...nothing, refused: error.code };
    throw error;
  }
}

function refusalOf(work: () => void) {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
