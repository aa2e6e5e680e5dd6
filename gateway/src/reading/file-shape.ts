import { METHODS } from "node:http";
import * as z from "zod";
import { compileHost, compileHostRegex } from "../routing/host-pattern.ts";
import { compilePath, compilePathRegex } from "../routing/path-pattern.ts";

/** Says what is wrong with a text in the words of whoever would have to work with it. */
const fit = (work: (text: string) => unknown) =>
  z.string().superRefine((text, context) => {
    try {
      work(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    }
  });

const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)]);
const port = z.int().min(0).max(65_535).optional();
const hostname = z.string().min(1).optional();

export const methodsOf = (given: string | readonly string[]): string[] =>
  (typeof given === "string" ? given.split(",") : given).map((one) => one.trim().toUpperCase());

const methods = z
  .union([z.string(), z.array(z.string()).min(1)])
  .superRefine((given, context) => {
    for (const one of methodsOf(given)) {
      if (one !== "*" && !METHODS.includes(one))
        context.addIssue({ code: "custom", message: `${one} is no method of HTTP` });
    }
  })
  .describe("a list, or names separated by commas; * for all");

export const apiEndpoint = z
  .strictObject({
    host: fit(compileHost)
      .optional()
      .describe("a name; each * stands for one label of it. All when left out"),
    hostRegex: fit(compileHostRegex).optional().describe("fits the whole name, in place of host"),
    paths: oneOrMore(fit(compilePath))
      .optional()
      .describe(
        "fixed segments, :name, :name? at the end, *, and /** for a path and all beneath. All when left out",
      ),
    pathRegex: fit(compilePathRegex).optional().describe("in place of paths"),
    methods: methods.optional(),
    scopes: oneOrMore(z.string()).optional().describe("what whoever asks must have been given"),
  })
  .refine((one) => one.host === undefined || one.hostRegex === undefined, {
    message: "host and hostRegex say the same: one of them is enough",
  })
  .refine((one) => one.paths === undefined || one.pathRegex === undefined, {
    message: "paths and pathRegex say the same: one of them is enough",
  });

const targetUrl = fit((text) => {
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new Error("only http: and https: are taken");
  if (url.username !== "" || url.password !== "")
    throw new Error("a password does not belong into an address");
  if (url.search !== "" || url.hash !== "") throw new Error("an address ends with its path");
});

export const serviceEndpoint = z
  .strictObject({
    url: targetUrl.optional().describe("where it is"),
    urls: z.array(targetUrl).min(1).optional().describe("where its instances are"),
    discover: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, "a service's name in the registry")
      .optional()
      .describe("the service's name in the registry"),
    use: z
      .enum(["fallback", "together"])
      .optional()
      .describe(
        "of discover and urls: the urls while the registry knows nobody (as it is when left out), or both",
      ),
  })
  .refine((one) => one.url !== undefined || one.urls !== undefined || one.discover !== undefined, {
    message: "one of url, urls and discover has to say where it is",
  })
  .refine((one) => one.url === undefined || one.urls === undefined, {
    message: "url and urls say the same: one of them is enough",
  })
  .refine(
    (one) => one.use === undefined || (one.discover !== undefined && (one.url ?? one.urls) !== undefined),
    {
      message: "use says how discover and urls go together: both have to be there",
    },
  );
export type ServiceEndpoint = z.infer<typeof serviceEndpoint>;

const certificate = z.strictObject({
  key: z.string().describe("private key, a file beside this one or an absolute path"),
  cert: z.string().describe("certificate chain"),
  ca: oneOrMore(z.string()).optional(),
});
export type Certificate = z.infer<typeof certificate>;

const domains = z.record(z.string().min(1), certificate);

export const http = z.strictObject({ port, hostname });
export const https = z.strictObject({
  port,
  hostname,
  tls: z
    .union([domains, z.array(domains).min(1)])
    .describe("by name, * and ? as in a glob; default for all else and for those who name nobody"),
  options: z
    .strictObject({
      minVersion: z.enum(["TLSv1.2", "TLSv1.3"]).optional(),
      ciphers: z.string().optional(),
    })
    .optional(),
});
export type Http = z.infer<typeof http>;
export type Https = z.infer<typeof https>;

export const frame = z.strictObject({
  http: http.nullish().describe("a change of it needs a restart"),
  https: https
    .nullish()
    .describe("certificates may change at any time; a change of the port needs a restart"),
  apiEndpoints: z.record(z.string(), oneOrMore(apiEndpoint)),
  serviceEndpoints: z.record(z.string(), serviceEndpoint).nullish(),
  policies: z.array(z.string()).nullish().describe("all that the pipelines below may use"),
  pipelines: z.record(
    z.string(),
    z.strictObject({ apiEndpoints: z.array(z.string()), policies: z.array(z.unknown()) }),
  ),
  autoRoutes: z
    .strictObject({
      enabled: z.boolean().default(true),
      allow: z
        .array(z.string().regex(/^[a-z0-9._-]{1,64}$/, "a service's name in the registry"))
        .describe("services that have a route once they say of themselves that they are public"),
      policies: z.array(z.unknown()).optional(),
    })
    .nullish(),
});
export type Frame = z.infer<typeof frame>;
