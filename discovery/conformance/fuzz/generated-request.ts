import { gzipSync } from "node:zlib";
import fc from "fast-check";

export type GeneratedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

const ODD_TEXTS = [
  ...[
    "",
    " ",
    "\u0000",
    "\ud800",
    "]]>",
    "<x>",
    "&#0;",
    "__proto__",
    "constructor",
    "a/b",
    "a\nb",
    "..",
    "%",
    "*",
  ],
  ...[
    "UP",
    "DOWN",
    "out_of_service",
    "null",
    "-1",
    "1e309",
    "0x10",
    "NaN",
    "9".repeat(400),
    "한".repeat(300),
  ],
];
const text = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: "binary", maxLength: 30 }));
const scalar = fc.oneof(
  text,
  fc.constantFrom(null, true, false, -0, 1e300, -1, 2 ** 31, 2 ** 53),
  fc.integer(),
);
const encoded = (made: string): string => encodeURIComponent(made.toWellFormed());
const odd = fc.oneof(
  { withCrossShrink: true },
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(text, scalar, { maxKeys: 3 }),
);

const APPS = ["FUZZ", "FUZZ-2", "fuzz", "delta", "DELTA", "a%2Fb", "%00", "%ff", "..", "__proto__"];
const IDS = ["f1", "f2", "status", "h:1:2", "h%3A1%3A2", "%E0%A4", "x".repeat(600)];
const segment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...APPS, ...IDS) },
  { weight: 1, arbitrary: text.map((made) => encodeURIComponent(made.toWellFormed())) },
);
const app = fc.oneof({ weight: 3, arbitrary: fc.constantFrom("FUZZ", "FUZZ-2") }, segment);
const id = fc.oneof({ weight: 3, arbitrary: fc.constantFrom("f1", "f2") }, segment);

const ofOne = fc.tuple(app, id).map(([name, one]) => `/apps/${name}/${one}`);
const anyPath = fc.oneof(
  fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join("/")}`),
  ofOne,
  ofOne.map((one) => `${one}/status`),
  app.map((name) => `/apps/${name}`),
);
const anyMethod = fc.constantFrom("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS");

const fixedPath = fc.constantFrom(
  ...[
    "/",
    "//",
    "//a",
    "/?",
    "/login",
    "/logout",
    "/live",
    "/assets/live.js",
    "/assets/..",
    "/instances/",
    "/services",
  ],
  ...[
    "/status",
    "/eureka/status",
    "/eureka/v2/status",
    "/openapi.json",
    "/healthz",
    "/readyz",
    "/eureka",
    "/eureka/",
  ],
  ...["/eureka/push/changes", "/eureka/push/ack", "/eureka/v2/push/ack", "/eureka/push", "/eureka/v3/apps"],
);

/** What is this registry's own: streams, the operators' account, pages for people. Not below a base path. */
const ours = fc.oneof(
  ofOne.map((one) => one.replace("/apps/", "/eureka/push/presence/")),
  fc
    .tuple(ofOne, fc.constantFrom("0", "5", "-1", "60001", "x"), fc.constantFrom("UP", "DOWN", "up", ""))
    .map(
      ([one, waitMs, status]) =>
        `${one.replace("/apps/", "/eureka/push/seen/")}?waitMs=${waitMs}&status=${status}`,
    ),
  ofOne.map((one) => one.replace("/apps/", "/instances/")),
  fc
    .tuple(ofOne, text)
    .map(([one, confirm]) => `${one.replace("/apps/", "/instances/")}?confirm=${encoded(confirm)}`),
  segment.map((one) => `/services/${one}`),
  text.map((to) => `/login?to=${encoded(to)}`),
  text.map((words) => `/?q=${encoded(words)}&page=${encoded(words)}`),
  { weight: 6, arbitrary: fixedPath },
);

/** Mostly what the protocol has, else anything at all. */
const operation: fc.Arbitrary<{ method: string; path: string; isWhole?: boolean }> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(fc.oneof(fc.constantFrom("GET", "POST"), anyMethod), ours)
      .map(([method, path]) => ({ method, path, isWhole: true })),
  },
  { weight: 2, arbitrary: app.map((name) => ({ method: "POST", path: `/apps/${name}` })) },
  { weight: 9, arbitrary: fc.constant({ method: "POST", path: "/apps/FUZZ" }) },
  { weight: 4, arbitrary: ofOne.map((path) => ({ method: "PUT", path })) },
  { weight: 2, arbitrary: ofOne.map((path) => ({ method: "DELETE", path })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(ofOne, fc.constantFrom("PUT", "DELETE"))
      .map(([one, method]) => ({ method, path: `${one}/status` })),
  },
  { weight: 3, arbitrary: ofOne.map((one) => ({ method: "PUT", path: `${one}/metadata` })) },
  { weight: 3, arbitrary: fc.constant({ method: "POST", path: "/peerreplication/batch/" }) },
  {
    weight: 6,
    arbitrary: fc
      .oneof(
        fc.constantFrom("/apps", "/apps/", "/apps/delta", "/serverinfo/statusoverrides"),
        app.map((name) => `/apps/${name}`),
        ofOne,
        fc.tuple(fc.constantFrom("instances", "vips", "svips"), segment).map((two) => `/${two.join("/")}`),
      )
      .map((path) => ({ method: "GET", path })),
  },
  { weight: 1, arbitrary: segment.map((one) => ({ method: "PUT", path: `/asg/${one}/status` })) },
  { weight: 4, arbitrary: fc.record({ method: anyMethod, path: anyPath }) },
);

const query = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        "value",
        "status",
        "lastDirtyTimestamp",
        "overriddenstatus",
        "regions",
        "a[b]",
        "__proto__",
        "",
      ),
      fc.oneof(fc.constantFrom("UP", "DOWN", "OUT_OF_SERVICE", "100", "99", "-5"), text),
    ),
    { maxLength: 4 },
  )
  .map((pairs) =>
    pairs.map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`).join("&"),
  );

const texts = fc.dictionary(text, text, { maxKeys: 4 });
const instance = fc
  .record({
    which: fc.constantFrom("f1", "f2", "f3"),
    changes: fc.oneof(
      fc.constant({}),
      fc.record({ status: fc.constantFrom("UP", "DOWN", "STARTING", "OUT_OF_SERVICE"), metadata: texts }),
      fc.dictionary(
        fc.constantFrom(
          ...[
            "instanceId",
            "hostName",
            "app",
            "ipAddr",
            "status",
            "overriddenStatus",
            "port",
            "securePort",
            "sid",
          ],
          ...[
            "countryId",
            "dataCenterInfo",
            "leaseInfo",
            "metadata",
            "vipAddress",
            "lastDirtyTimestamp",
            "extra",
          ],
        ),
        odd,
        { maxKeys: 3 },
      ),
    ),
  })
  .map(({ which, changes }) => ({
    ...{ instanceId: which, hostName: "h", app: "FUZZ", ipAddr: "10.0.0.9", status: "UP" },
    ...{ dataCenterInfo: { name: "MyOwn" }, metadata: { a: "1" }, port: 80 },
    ...changes,
  }));

const batch = fc.array(
  fc.record({
    appName: fc.oneof(fc.constantFrom("FUZZ", "FUZZ-2"), odd),
    id: fc.oneof(fc.constantFrom("f1", "f2"), odd),
    action: fc.constantFrom(
      "Register",
      "Heartbeat",
      "Cancel",
      "StatusUpdate",
      "DeleteStatusOverride",
      "Nothing",
      7,
    ),
    status: odd,
    lastDirtyTimestamp: odd,
    instanceInfo: fc.oneof(instance, odd),
  }),
  { maxLength: 4 },
);

const element = fc.constantFrom(
  "instance",
  "app",
  "metadata",
  "port",
  "name",
  "__proto__",
  "a:b",
  "x".repeat(300),
);
const xml = fc.tuple(fc.array(element, { maxLength: 6 }), text).map(([names, inner]) => {
  const open = names.map((name) => `<${name}>`).join("");
  return `${open}${inner}${names
    .toReversed()
    .map((name) => `</${name}>`)
    .join("")}`;
});

const content = fc.oneof(
  { weight: 4, arbitrary: instance.map((one) => JSON.stringify({ instance: one })) },
  { weight: 2, arbitrary: batch.map((replicationList) => JSON.stringify({ replicationList })) },
  { weight: 2, arbitrary: odd.map((value) => JSON.stringify(value)) },
  xml,
  text,
  fc
    .tuple(text, text)
    .map(([a, b]) => `name=${encoded(a)}&password=${encoded(b)}&csrf=${encoded(a)}&action=out&to=//x`),
  fc.record({ stream: odd, cursor: odd, ping: odd }).map((ack) => JSON.stringify(ack)),
  fc.constantFrom("[".repeat(20_000), "<a>".repeat(5_000), "{".repeat(100)),
);

const odderType = fc.record(
  {
    "Content-Type": fc.constantFrom(
      ...["application/json", "application/xml", "text/plain", "application/json; charset=utf-16", "x"],
      "application/x-www-form-urlencoded",
    ),
  },
  { requiredKeys: [] },
);
const asking = fc.record(
  {
    Accept: fc.constantFrom("application/json", "*/*", "text/html", "application/xml;q=0", "x".repeat(500)),
    "Accept-Encoding": fc.constantFrom("gzip", "br", "identity;q=0", "*"),
    "X-Eureka-Accept": fc.constantFrom("compact", "full", "other"),
    "x-netflix-discovery-replication": fc.constantFrom("true", "false"),
  },
  { requiredKeys: [] },
);

const headers = fc
  .tuple(fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, odderType), asking)
  .map(([type, others]) => ({ ...type, ...others }));

export const generatedRequest: fc.Arbitrary<GeneratedRequest> = fc
  .record({
    operation,
    base: fc.constantFrom("/eureka", "/eureka/v2", "/eureka/v1"),
    ...{ query, headers, content },
    coding: fc.constantFrom("", "", "", "", "gzip", "not-gzip", "deflate"),
    hasBody: fc.boolean(),
  })
  .map(
    ({
      operation: { method, path, isWhole },
      base,
      query: asked,
      headers: given,
      content: body,
      coding,
      hasBody,
    }) => {
      const sent = hasBody || method === "POST" ? Buffer.from(body) : Buffer.alloc(0);
      const typed = {
        "Content-Type": body.startsWith("<") ? "application/xml" : "application/json",
        ...given,
      };
      return {
        method,
        path: `${isWhole ? "" : base}${path}${asked === "" ? "" : `${path.includes("?") ? "&" : "?"}${asked}`}`,
        headers: coding === "" ? typed : { ...typed, "Content-Encoding": coding.replace("not-", "") },
        body: coding === "gzip" ? gzipSync(sent) : sent,
      };
    },
  );
