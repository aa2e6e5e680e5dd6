import type { OpsExplanation } from "@siren/contracts/ops";
import { Refusal } from "@siren/contracts/refusal";
import type { RouteTable } from "../routing/route-table.ts";
import { refuseClosed, safePathOf } from "../routing/safe-path.ts";

/** What a request would meet, without sending it. */
export function explain(
  table: RouteTable,
  { method, path, host }: { method: string; path: string; host?: string | undefined },
): OpsExplanation {
  const told = { method, path, host: host ?? null };
  try {
    const route = table.match(safePathOf(path), { method, headers: { host } });
    if (!route) return { ...told, matched: null, steps: [], policies: [], refused: "NOT_FOUND" };
    const matched = { pipeline: route.name, service: route.service, rest: `/${route.rest.join("/")}` };
    const steps = [{ endpoint: route.endpoint, fits: true, why: "the first that fits" }];
    try {
      refuseClosed(route.rest);
    } catch {
      return { ...told, matched, steps, policies: [], refused: "NOT_FOUND" };
    }
    return { ...told, matched, steps, policies: [], refused: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...told, matched: null, steps: [], policies: [], refused: error.code };
  }
}
