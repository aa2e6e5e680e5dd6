import fc from "fast-check";
import { encoded, text } from "./odd-values.ts";

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
export const operation: fc.Arbitrary<{ method: string; path: string; isWhole?: boolean }> = fc.oneof(
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

export const query = fc
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
