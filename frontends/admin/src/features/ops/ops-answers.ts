import * as z from "zod/mini";

/** The gateway's own pages for operations; what is not shown is not asked for. */
export const registryAnswer = z.object({
  source: z.enum(["live", "disk", "seeds", "none"]),
  asOfMs: z.number(),
  now: z.number(),
  services: z.array(
    z.object({
      name: z.string(),
      instances: z.array(
        z.object({ id: z.string(), host: z.string(), port: z.number(), status: z.string() }),
      ),
    }),
  ),
});

export const breakersAnswer = z.object({
  services: z.array(
    z.object({
      service: z.string(),
      breaker: z.looseObject({ state: z.string() }),
      retryBudget: z.number(),
      instances: z.array(z.object({ id: z.string(), inFlight: z.number(), ejected: z.boolean() })),
    }),
  ),
});

export const routesAnswer = z.object({
  routes: z.array(z.object({ path: z.string(), pipeline: z.string(), service: z.string() })),
});
