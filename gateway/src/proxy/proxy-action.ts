import * as z from "zod";

export const proxyAction = z.strictObject({
  serviceEndpoint: z.string(),
  /** The service sees its paths without the prefix of the route. */
  stripPath: z.boolean().default(false),
  timeoutMs: z.number().int().min(100).max(600_000).default(10_000),
  /** `keyed`: the service honours Idempotency-Key, so a write that carries one may be sent once more. */
  retry: z.enum(["safe", "keyed", "never"]).default("safe"),
});
export type ProxyAction = z.infer<typeof proxyAction>;
