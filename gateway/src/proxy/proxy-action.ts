import { strategies } from "@siren/chassis/balancing/choice";
import { roles } from "@siren/contracts/roles";
import * as z from "zod";
import { refusedOptions } from "./refused-options.ts";
import { usualLimitBytes } from "./request-body.ts";

const percent = z.number().min(0).max(100);
const sumOf = (shares: Record<string, number>) => Object.values(shares).reduce((sum, one) => sum + one, 0);

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
  /** The route carries sockets, too: those upgrades that its service takes. Steps cannot judge them; see `unjudgedSockets`. */
  ws: z.boolean().default(false),
  /** The service is told who asked, and how, in X-Forwarded headers. */
  xfwd: z.boolean().default(true),
  timeoutMs: z.number().int().min(100).max(600_000).default(10_000),
  /** After how long without an answer another instance is asked, too, where that is safe. */
  firstTryMs: z.number().int().min(50).max(60_000).optional(),
  /**
   * The service answers when it has something to say: how long it takes is no sign of its health, so that the breaker
   * neither counts nor gates it, and it has room of its own.
   */
  longPoll: z.boolean().default(false),
  /**
   * Answers come in pieces, with no telling when the next one does: they begin at once, no silence ends them, and a
   * gateway that stops ends them whole. What calls itself a stream of events is taken so on any route.
   */
  streams: z.boolean().default(false),
  /** How much of a body is taken from managers and ops. */
  staffBodyLimitBytes: z
    .number()
    .int()
    .min(1_024)
    .max(4 * 1024 * 1024)
    .default(usualLimitBytes),
  /**
   * What may be sent once more, to another instance, after it was sent. `safe`: reads. `keyed`: also a write with an
   * Idempotency-Key, which the service honours. `idempotent`: also PUT and DELETE without one. What never reached an
   * instance is tried at another in any case.
   */
  retry: z.enum(["safe", "keyed", "idempotent", "never"]).default("safe"),
  /**
   * `two-choices`: of two drawn at random the one with less under way, so that a slow instance is spared. In turn
   * (`round-robin`, as express-gateway does it) is for instances that shall be asked equally often, come what may.
   */
  strategy: z.enum(strategies).default("two-choices"),
  /** Percent of the requests by the `version` of the instances' metadata; what is left goes to the others. */
  versions: z
    .record(z.string().regex(/^[\w.+-]{1,64}$/), percent)
    .refine((shares) => sumOf(shares) <= 100, "the shares of the versions are more than 100 % together")
    .optional(),
  /** The header by which people of these roles choose a version for themselves; in others' requests it means nothing. */
  subsetHeader: z
    .union([
      z.literal(false),
      z.strictObject({
        header: z
          .string()
          .regex(/^[A-Za-z0-9-]{1,64}$/)
          .transform((name) => name.toLowerCase()),
        roles: z.array(z.enum(roles)).min(1).default(["ops"]),
      }),
    ])
    .default({ header: "x-siren-version", roles: ["ops"] }),
  /**
   * How many requests of this route may be under way at once, so that one of several routes to a service cannot take
   * all of its room. Without it only the service's own bound holds.
   */
  mostUnderWay: z.number().int().min(1).max(10_000).optional(),
});
export type ProxyAction = z.infer<typeof proxyAction>;
