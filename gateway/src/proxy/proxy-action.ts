import * as z from "zod";
import { refusedOptions } from "./refused-options.ts";
import { usualLimitBytes } from "./request-body.ts";

export const proxyAction = z.strictObject({
  serviceEndpoint: z.string(),
  ...refusedOptions,
  /** The service is told its own address as Host, not the one that the browser asked for. */
  changeOrigin: z.boolean().default(true),
  /** The service sees its paths without the prefix of the route. */
  stripPath: z.boolean().default(false),
  /** The service sees none of the path nor of the query. */
  ignorePath: z.boolean().default(false),
  /** The path of the service endpoint's own url stands before it. */
  prependPath: z.boolean().default(true),
  /** The service is told who asked, and how, in X-Forwarded headers. */
  xfwd: z.boolean().default(true),
  timeoutMs: z.number().int().min(100).max(600_000).default(10_000),
  /** After how long without an answer another instance is asked, too, where that is safe. */
  firstTryMs: z.number().int().min(50).max(60_000).optional(),
  /** How much of a body is taken from managers and ops. */
  staffBodyLimitBytes: z
    .number()
    .int()
    .min(1_024)
    .max(4 * 1024 * 1024)
    .default(usualLimitBytes),
  /** `keyed`: the service honours Idempotency-Key, so a write that carries one may be sent once more. */
  retry: z.enum(["safe", "keyed", "never"]).default("safe"),
});
export type ProxyAction = z.infer<typeof proxyAction>;
