import * as z from "zod";
import { type Answer, type Exchange, withHeaders } from "./exchange.ts";
import { definePolicy } from "./policy.ts";
import { addVary, keepVary } from "./vary.ts";

const token = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const listed = z.union([z.string().transform((text) => text.split(",")), z.array(z.string())]);
const tokens = listed.pipe(z.array(z.string().trim().regex(token, "is the name of no header or method")));

const originForm = z
  .string()
  .refine(
    (text) => text === "null" || (URL.canParse(text) && new URL(text).origin === text),
    "an origin is scheme, host and port, as in https://shop.example; no path, no regular expression",
  );

export const corsAction = z
  .strictObject({
    /** Whose pages may read the answers. */
    origin: z.union([z.literal("*"), originForm, z.array(originForm), z.boolean()]).default("*"),
    methods: tokens.default(["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"]),
    /** Left out: whichever the page asks for. */
    allowedHeaders: tokens.optional(),
    exposedHeaders: tokens.optional(),
    /** The page may send its cookies, and read what is answered to them. */
    credentials: z.boolean().default(false),
    /** How long a browser may keep the permission, in seconds. */
    maxAge: z.number().int().min(0).max(86_400).optional(),
    optionsSuccessStatus: z.number().int().min(200).max(299).default(204),
    /** A preflight goes on to the service. */
    preflightContinue: z
      .literal(false, {
        error: () => "a preflight is answered here: the service does not see it; leave it out",
      })
      .optional(),
  })
  .superRefine(({ origin, credentials }, context) => {
    if (!credentials || (origin !== true && origin !== "*")) return;
    const message =
      "with credentials each page that may read must be named: any site could act as its visitor";
    context.addIssue({ code: "custom", path: ["origin"], message });
  });
export type CorsAction = z.infer<typeof corsAction>;

/** A page of another origin may read what is answered, if it is one of those named. */
export function createCors(action: CorsAction) {
  const { origin, credentials, maxAge } = action;
  const named = Array.isArray(origin) ? origin : typeof origin === "string" ? [origin] : [];
  /** Told to everybody, as express-gateway tells it; of a list only the one that asks. */
  const fixed = typeof origin === "string" ? origin : undefined;
  const methods = action.methods.join(",");
  const allowed = action.allowedHeaders?.join(",");
  const exposed = action.exposedHeaders?.join(",");

  function headersFor(asking: string | undefined): [string, string][] {
    const isNamed = asking !== undefined && (origin === true || named.includes(asking));
    const told = fixed ?? (isNamed ? asking : undefined);
    const headers: [string, string][] = [];
    if (told !== undefined) headers.push(["access-control-allow-origin", told]);
    if (credentials) headers.push(["access-control-allow-credentials", "true"]);
    if (exposed) headers.push(["access-control-expose-headers", exposed]);
    return headers;
  }

  function answerPreflight({ req, res }: Exchange): void {
    res.setHeader("access-control-allow-methods", methods);
    const asked = req.headers["access-control-request-headers"];
    const mayCarry =
      allowed ?? (asked?.split(",").every((name) => token.test(name.trim())) ? asked : undefined);
    if (allowed === undefined) addVary(res, "Access-Control-Request-Headers");
    if (mayCarry) res.setHeader("access-control-allow-headers", mayCarry);
    if (maxAge !== undefined) res.setHeader("access-control-max-age", String(maxAge));
    res.setHeader("content-length", "0");
    res.statusCode = action.optionsSuccessStatus;
    res.end();
  }

  return (exchange: Exchange, next: () => Promise<void>): Promise<void> => {
    if (origin === false) return next();
    const { req, res } = exchange;
    const asking = req.headers.origin;
    const headers = headersFor(asking);
    for (const [name, value] of headers) res.setHeader(name, value);
    if (fixed !== "*") addVary(res, "Origin");
    if (req.method === "OPTIONS") {
      answerPreflight(exchange);
      return Promise.resolve();
    }
    exchange.isOriginNamed ||= asking !== undefined && asking !== "null" && named.includes(asking);
    // What the service says of it would stand in place of ours.
    exchange.reshapes.push((answer) => keepVary(withoutTheirs(answer), res));
    return next();
  };
}

const theirs = /^access-control-(?:allow|expose)-/i;

function withoutTheirs(answer: Answer): Answer {
  const headers: string[] = [];
  for (let i = 0; i + 1 < answer.headers.length; i += 2) {
    const name = answer.headers[i] as string;
    if (!theirs.test(name)) headers.push(name, answer.headers[i + 1] as string);
  }
  return withHeaders(answer, headers);
}

export const cors = definePolicy({
  name: "cors",
  action: corsAction.prefault({}),
  create: (action) => createCors(action),
});
