import { QueryClient } from "@tanstack/react-query";
import { isOutOfReach } from "./failures.ts";

/** How soon what could not be reached is asked again. */
export const askAgainMs = 4_000;

export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // `api` repeats what may be repeated; a screen that failed asks again by itself.
        retry: false,
        networkMode: "always",
        staleTime: 15_000,
        refetchInterval: ({ state }) => (isOutOfReach(state.error) ? askAgainMs : false),
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
