import { isApiFailure } from "@siren/web/failures";
import { useQuery } from "@tanstack/react-query";
import type * as z from "zod/mini";
import { useServices } from "../../shared/services.ts";

/** Who may not see it is not asked again and again. */
const isRefused = (error: unknown) =>
  isApiFailure(error) && error.kind === "problem" && !error.problem.retryable;

type Asked = { everyMs?: number; query?: Record<string, string>; enabled?: boolean };

/** One of the gateway's reads for operations, asked again and again while somebody looks. */
export function useOps<S extends z.ZodMiniType>(
  name: string,
  answer: S,
  { everyMs = 2_000, query = {}, enabled = true }: Asked = {},
) {
  const { api } = useServices();
  const search = new URLSearchParams(query).toString();
  const path = `/ops/${name}${search === "" ? "" : `?${search}`}`;
  return useQuery({
    queryKey: ["ops", name, search],
    queryFn: async ({ signal }) => (await api({ method: "GET", path, answer, signal, isQuiet: true })).body,
    enabled,
    staleTime: 0,
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : everyMs),
  });
}

export const newsOf = {
  "registry.changed": ["registry"],
  "breaker.changed": ["breakers", "registry"],
  "instance.ejected": ["breakers", "registry"],
  "feed.lag": ["feeds"],
  "audit.changed": ["audit"],
  "config.reloaded": ["routes"],
  tick: [],
} as const;
