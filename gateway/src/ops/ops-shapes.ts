import { serviceName } from "@siren/contracts/roles";
import * as z from "zod/mini";

const count = z.number();

export const registryPicture = z.object({
  source: z.enum(["live", "disk", "seeds", "none"]),
  asOfMs: z.number(),
  now: z.number(),
  services: z.array(
    z.object({
      name: serviceName,
      instances: z.array(
        z.object({
          ...{ id: z.string(), service: z.string(), host: z.string(), port: z.int(), status: z.string() },
          metadata: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ),
});

export const breakerPicture = z.object({
  services: z.array(
    z.object({
      service: z.string(),
      breaker: z.looseObject({ state: z.string() }),
      retryBudget: count,
      instances: z.array(z.object({ id: z.string(), inFlight: count, sockets: count, ejected: z.boolean() })),
    }),
  ),
});

export const routePicture = z.object({
  routes: z.array(z.object({ path: z.string(), pipeline: z.string(), service: z.string() })),
});
