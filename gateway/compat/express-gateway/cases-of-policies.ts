import type { Case } from "./case.ts";
import { basic, bearer, tokens } from "./people.ts";

const json = (body: string, headers: Record<string, string> = {}) => ({
  method: "POST",
  path: "/x",
  body,
  headers: { "content-type": "application/json", ...headers },
});
const origin = (of: string, more: Record<string, string> = {}) => ({
  path: "/x",
  headers: { origin: of, ...more },
});
const preflight = (of: string) => ({
  ...{ method: "OPTIONS", path: "/x" },
  headers: {
    origin: of,
    "access-control-request-method": "PUT",
    "access-control-request-headers": "x-one,x-two",
  },
});

const proxies: Case[] = [
  {
    ...{ of: "proxy", name: "as it is", steps: "" },
    asks: [
      { path: "/x/y?a=1&a=2" },
      json('{"a":1}'),
      { method: "HEAD", path: "/x" },
      { method: "DELETE", path: "/x" },
      { path: "/x?say=404" },
      { path: "/x?say=304" },
      { path: "/x", headers: { authorization: "Basic eDp5", cookie: "a=b", "x-other": "1" } },
    ],
  },
  {
    of: "proxy",
    name: "stripPath",
    steps: "",
    proxy: "{ serviceEndpoint: up, stripPath: true }",
    asks: [{ path: "/x/y?a=1" }],
  },
  {
    of: "proxy",
    name: "url with a path",
    steps: "",
    proxy: "{ serviceEndpoint: based }",
    asks: [{ path: "/x" }],
  },
  {
    of: "proxy",
    name: "prependPath: false",
    steps: "",
    proxy: "{ serviceEndpoint: based, prependPath: false }",
    asks: [{ path: "/x" }],
  },
  {
    of: "proxy",
    name: "ignorePath",
    steps: "",
    proxy: "{ serviceEndpoint: based, ignorePath: true }",
    asks: [{ path: "/x?a=1" }],
  },
  {
    of: "proxy",
    name: "changeOrigin: false",
    steps: "",
    proxy: "{ serviceEndpoint: up, changeOrigin: false }",
    asks: [{ path: "/x", headers: { host: "shop.test" } }],
  },
  {
    of: "proxy",
    name: "xfwd",
    steps: "",
    proxy: "{ serviceEndpoint: up, xfwd: true }",
    asks: [{ path: "/x" }],
  },
  {
    of: "proxy",
    name: "xfwd: false",
    steps: "",
    proxy: "{ serviceEndpoint: up, xfwd: false }",
    asks: [{ path: "/x" }],
  },
  {
    ...{ of: "proxy", name: "strategy: round-robin", steps: "" },
    proxy: "{ serviceEndpoint: two, strategy: round-robin }",
    asks: Array.from({ length: 4 }, () => ({ path: "/x" })),
  },
  {
    of: "proxy",
    name: "a service that is gone",
    steps: "",
    proxy: "{ serviceEndpoint: gone }",
    asks: [{ path: "/x" }],
  },
];

const crossOrigin: Case[] = [
  {
    of: "cors",
    name: "as it is",
    steps: "- cors: [{ action: {} }]",
    asks: [origin("http://a.test"), preflight("http://a.test"), { path: "/x" }],
  },
  {
    ...{ of: "cors", name: "a list, credentials" },
    steps: `- cors: [{ action: { origin: ["http://a.test", "http://b.test"], credentials: true, exposedHeaders: [x-up] } }]`,
    asks: [
      origin("http://a.test"),
      origin("http://evil.test"),
      preflight("http://b.test"),
      origin("http://a.test"),
    ],
  },
  {
    ...{ of: "cors", name: "one origin, methods, headers, maxAge" },
    steps: `- cors: [{ action: { origin: "http://a.test", methods: [GET, PUT], allowedHeaders: [x-one], maxAge: 600, optionsSuccessStatus: 200 } }]`,
    asks: [preflight("http://a.test"), origin("http://b.test")],
  },
  {
    ...{ of: "cors", name: "a service that says Vary" },
    steps: `- cors: [{ action: { origin: ["http://a.test"] } }]`,
    asks: [{ path: "/x?say=cors", headers: { origin: "http://a.test" } }],
  },
];

const limits: Case[] = [
  {
    ...{ of: "rate-limit", name: "three a minute" },
    steps: `- rate-limit: [{ action: { rateLimitBy: "three", max: 3, windowMs: 60000, delayAfter: 0 } }]`,
    asks: Array.from({ length: 4 }, () => ({ path: "/x" })),
  },
  {
    ...{ of: "rate-limit", name: "by a header, message and status" },
    steps: `- rate-limit: [{ action: { rateLimitBy: "u-\${req.headers['x-user']}", max: 1, delayMs: 0, statusCode: 503, message: slowly } }]`,
    ours: `- rate-limit: [{ action: { rateLimitBy: "u-{header.x-user}", max: 1, delayMs: 0, statusCode: 503, message: slowly } }]`,
    asks: ["a", "b", "a"].map((user) => ({
      path: "/x",
      headers: { "x-user": user, accept: "application/json" },
    })),
  },
];

const withToken = (name: string, action: string, asks: Case["asks"], more: Partial<Case> = {}): Case => ({
  ...{ of: "jwt", name, asks, steps: `- jwt: [{ action: { ${action} } }]` },
  ...more,
});
const secret = "secretOrPublicKey: $" + "{JWT_SECRET}";
const unchecked = "checkCredentialExistence: false";
const jwts: Case[] = [
  withToken("a secret", `${secret}, ${unchecked}`, [
    ...[tokens.good, tokens.expired, tokens.forged, "x.y.z"].map((token) => ({
      path: "/x",
      headers: bearer(token),
    })),
    { path: "/x" },
  ]),
  withToken(
    "a public key, issuer and audience",
    `secretOrPublicKeyFile: $` +
      `{JWT_KEY_FILE}, issuer: us, audience: shop, algorithms: [RS256], ${unchecked}`,
    [
      ...[tokens.forUs, tokens.forThem, tokens.byThem, tokens.forged, tokens.good].map((token) => ({
        path: "/x",
        headers: bearer(token),
      })),
    ],
  ),
  withToken("in a header", `${secret}, ${unchecked}, jwtExtractor: header, jwtExtractorField: x-token`, [
    { path: "/x", headers: { "x-token": tokens.good } },
    { path: "/x", headers: bearer(tokens.good) },
  ]),
  withToken("in the query", `${secret}, ${unchecked}, jwtExtractor: query, jwtExtractorField: jwt`, [
    { path: `/x?jwt=${tokens.good}&a=1` },
    { path: "/x?jwt=x" },
  ]),
  withToken(
    "by another scheme",
    `${secret}, ${unchecked}, jwtExtractor: authScheme, jwtExtractorField: JWT`,
    [
      { path: "/x", headers: { authorization: `JWT ${tokens.good}` } },
      { path: "/x", headers: bearer(tokens.good) },
    ],
  ),
  withToken(
    "of somebody known",
    secret,
    [tokens.good, tokens.stranger].map((token) => ({ path: "/x", headers: bearer(token) })),
  ),
  withToken(
    "scopes",
    `${secret}, ${unchecked}`,
    [tokens.scoped, tokens.good].map((token) => ({ path: "/x", headers: bearer(token) })),
    {
      endpoint: "scopes: [read]",
    },
  ),
];

const credentials: Case[] = [
  {
    ...{ of: "key-auth", name: "as it is", steps: "- key-auth: [{ action: {} }]" },
    asks: [
      { path: "/x", headers: { authorization: "apiKey till:s3cret" } },
      { path: "/x?apiKey=till:s3cret&a=1" },
      { path: "/x", headers: { authorization: "apiKey till:wrong" } },
      { path: "/x", headers: { authorization: "Bearer till:s3cret" } },
      { path: "/x" },
    ],
  },
  {
    ...{ of: "key-auth", name: "a header of its own, without a scheme" },
    steps:
      "- key-auth: [{ action: { apiKeyHeader: x-key, disableHeadersScheme: true, disableQueryParam: true } }]",
    asks: [{ path: "/x", headers: { "x-key": "till:s3cret" } }, { path: "/x?apiKey=till:s3cret" }],
  },
  {
    ...{ of: "key-auth", name: "in the query only, by another name" },
    steps: "- key-auth: [{ action: { disableHeaders: true, apiKeyField: k } }]",
    asks: [{ path: "/x?k=till:s3cret" }, { path: "/x", headers: { authorization: "apiKey till:s3cret" } }],
  },
  {
    ...{
      of: "key-auth",
      name: "scopes",
      steps: "- key-auth: [{ action: {} }]",
      endpoint: "scopes: [read, write]",
    },
    asks: ["desk:s4cret", "till:s3cret"].map((key) => ({
      path: "/x",
      headers: { authorization: `apiKey ${key}` },
    })),
  },
  {
    ...{ of: "basic-auth", name: "as it is", steps: "- basic-auth: [{ action: {} }]" },
    asks: [
      ...[
        basic("mina", "latte-latte"),
        basic("mina", "wrong"),
        basic("nobody", "x"),
        { authorization: "Basic" },
      ].map((headers) => ({ path: "/x", headers })),
      { path: "/x" },
    ],
  },
  {
    ...{
      of: "basic-auth",
      name: "scopes",
      steps: "- basic-auth: [{ action: {} }]",
      endpoint: "scopes: [write]",
    },
    asks: [basic("joon", "mocha-mocha"), basic("mina", "latte-latte")].map((headers) => ({
      path: "/x",
      headers,
    })),
  },
  {
    ...{ of: "basic-auth", name: "passThrough, then key-auth" },
    steps:
      "- basic-auth: [{ action: { passThrough: true } }]\n- key-auth: [{ condition: { name: anonymous }, action: {} }]",
    asks: [
      { path: "/x", headers: basic("mina", "latte-latte") },
      { path: "/x?apiKey=till:s3cret" },
      { path: "/x", headers: basic("mina", "wrong") },
    ],
  },
];

const logs: Case[] = [
  {
    ...{ of: "log", name: "a fixed text", steps: "- log: [{ action: { message: somebody came } }]" },
    ...{ asks: [{ path: "/x" }], logs: ["somebody came"] },
  },
  {
    ...{ of: "log", name: "method, url and a header" },
    steps: `- log: [{ action: { message: "log: \${req.method} \${req.originalUrl} \${req.headers['x-user']}" } }]`,
    ours: `- log: [{ action: { message: "log: {method} {url} {header.x-user}" } }]`,
    asks: [{ path: "/x?a=1", headers: { "x-user": "mina" } }],
    logs: ["log: GET BASE/x?a=1 mina"],
  },
];

const transformers: Case[] = [
  {
    ...{ of: "request-transformer", name: "headers" },
    steps: `- request-transformer: [{ action: { headers: { add: { x-who: "req.headers['x-user']", x-fixed: "'f'" }, remove: [x-secret] } } }]`,
    ours: `- request-transformer: [{ action: { headers: { add: { x-who: "{header.x-user}", x-fixed: f }, remove: [x-secret] } } }]`,
    asks: [{ path: "/x", headers: { "x-user": "mina", "x-secret": "s" } }],
  },
  {
    ...{ of: "request-transformer", name: "a JSON body" },
    steps: `- request-transformer: [{ action: { body: { add: { who: "req.headers['x-user']", n: 5 }, remove: [secret] } } }]`,
    ours: `- request-transformer: [{ action: { body: { add: { who: "{header.x-user}", n: 5 }, remove: [secret] } } }]`,
    asks: [
      json('{"a":[1,{"b":2}],"secret":1}', { "x-user": "mina" }),
      json('{"id":12345678901234567890}', { "x-user": "mina" }),
    ],
  },
  {
    ...{ of: "request-transformer", name: "what is no JSON" },
    steps: `- request-transformer: [{ action: { body: { remove: [secret] } } }]`,
    asks: [
      {
        method: "POST",
        path: "/x",
        body: "a=1&secret=2",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      },
      json("{"),
    ],
  },
  {
    ...{ of: "response-transformer", name: "headers" },
    steps: `- response-transformer: [{ action: { headers: { add: { x-by: "'us'" }, remove: [x-up] } } }]`,
    ours: `- response-transformer: [{ action: { headers: { add: { x-by: us }, remove: [x-up] } } }]`,
    asks: [{ path: "/x" }, { path: "/x?say=404" }],
  },
  {
    ...{ of: "response-transformer", name: "a JSON body" },
    steps: `- response-transformer: [{ action: { body: { add: { by: "'us'" }, remove: [secret] } } }]`,
    ours: `- response-transformer: [{ action: { body: { add: { by: us }, remove: [secret] } } }]`,
    asks: [{ path: "/x" }, { path: "/x?say=404" }, { path: "/x?say=text" }, { path: "/x?say=304" }],
  },
  {
    ...{ of: "response-transformer", name: "a body in two parts, or compressed" },
    steps: `- response-transformer: [{ action: { body: { remove: [secret] } } }]`,
    asks: [{ path: "/x?say=parts" }, { path: "/x?say=gzip", headers: { "accept-encoding": "gzip" } }],
  },
];

const rest: Case[] = [
  {
    ...{ of: "rewrite", name: "by a path" },
    steps:
      "- rewrite: [{ condition: { name: pathmatch, match: BASE/tina/:code }, action: { rewrite: /status/:code } }]",
    asks: [{ path: "/tina/5" }, { path: "/other" }, { path: "/tina/5?a=1" }],
  },
  {
    ...{ of: "rewrite", name: "by a regular expression" },
    steps: `- rewrite: [{ condition: { name: regexpmatch, match: "^BASE/js/(.*)$" }, action: { rewrite: /src/js/$1 } }]`,
    asks: [{ path: "/js/a/b.js" }, { path: "/css/a" }],
  },
  {
    ...{ of: "rewrite", name: "redirect" },
    steps:
      "- rewrite: [{ condition: { name: pathmatch, match: BASE/old/:id }, action: { rewrite: /new/:id, redirect: 302 } }]",
    asks: [{ path: "/old/7" }, { path: "/x" }],
  },
  {
    of: "terminate",
    name: "as it is",
    steps: "- terminate: [{ action: {} }]",
    proxy: false,
    asks: [{ path: "/x" }, { method: "POST", path: "/x", body: "a" }],
  },
  {
    of: "terminate",
    name: "status and message",
    steps: "- terminate: [{ action: { statusCode: 410, message: gone for good } }]",
    proxy: false,
    asks: [{ path: "/x" }],
  },
];

export const casesOfPolicies: readonly Case[] = [
  ...proxies,
  ...crossOrigin,
  ...limits,
  ...jwts,
  ...credentials,
  ...logs,
  ...transformers,
  ...rest,
];
