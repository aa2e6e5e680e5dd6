// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what stands in such a file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigFault } from "@siren/chassis/config";
import { knownPolicies } from "../src/policies/known-policies.ts";
import { readGatewayFile, readSource } from "../src/reading/gateway-file.ts";

const good = `apiEndpoints:
  menu: { paths: /api/v1/menu/** }
serviceEndpoints:
  menu: { discover: menu }
policies: [origin, proxy]
pipelines:
  menu:
    apiEndpoints: [menu]
    policies:
      - origin:
      - proxy: { action: { serviceEndpoint: menu, timeoutMs: 3000 } }
`;

const env = { TIMEOUT: "2500", EMPTY: "", LINES: "a\nb: 1" };
const read = (source: string) =>
  readGatewayFile(source, { file: "routes.yml", env, policies: knownPolicies });

function faultsOf(source: string): readonly string[] {
  try {
    read(source);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigFault, String(error));
    return error.faults;
  }
}
const changed = (from: string, to: string) => {
  assert.ok(good.includes(from), from);
  return faultsOf(good.replace(from, to));
};

test("a good file is read", () => {
  assert.deepEqual(faultsOf(good), []);
});

test("an unknown key is named with the line it stands on", () => {
  assert.match(changed("policies: [", "plugins: []\npolicies: [")[0] ?? "", /^routes\.yml:5: plugins: /);
  const [deep] = changed("timeoutMs: 3000", "timeOut: 3000");
  assert.match(deep ?? "", /^routes\.yml:11: pipelines\.menu\.policies\.1\.proxy\.action\.timeOut: /);
  const [inside] = changed("{ discover: menu }", "\n    discover: menu\n    uri: http://x");
  assert.match(inside ?? "", /^routes\.yml:6: serviceEndpoints\.menu\.uri: /);
});

test("an unknown policy is refused where it is declared and where it is used", () => {
  assert.match(changed("[origin, proxy]", "[origin, proxy, oauth2]")[0] ?? "", /^routes\.yml:5: policies\.2/);
  assert.match(changed("- origin:", "- oauth2:")[0] ?? "", /^routes\.yml:10: pipelines\.menu\.policies\.0/);
  const [undeclared] = changed("[origin, proxy]", "[proxy]");
  assert.match(undeclared ?? "", /^routes\.yml:10: .*origin is not declared/);
});

test("a name that leads nowhere is refused where it stands", () => {
  assert.match(
    changed("apiEndpoints: [menu]", "apiEndpoints: [nemu]")[0] ?? "",
    /^routes\.yml:8: .*no apiEndpoint is called nemu/,
  );
  assert.match(
    changed("serviceEndpoint: menu", "serviceEndpoint: nemu")[0] ?? "",
    /^routes\.yml:11: .*serviceEndpoint that is there, not nemu/,
  );
  const twice = `${good}  again:\n    apiEndpoints: [menu]\n    policies: []\n`;
  assert.match(faultsOf(twice)[0] ?? "", /^routes\.yml:13: .*belongs to the pipeline menu already/);
});

test("a route that carries sockets has no step that would seem to judge them", () => {
  const sockets = (steps: string) =>
    good
      .replace("origin, proxy", "origin, proxy, identity, key-auth, last-good, terminate")
      .replace("      - origin:\n", steps)
      .replace("timeoutMs: 3000", "ws: true");
  const asked = (steps: string) => faultsOf(sockets(steps)).join();
  assert.equal(asked("      - origin:\n      - identity:\n      - last-good:\n"), "");
  for (const [steps, why] of [
    ["      - key-auth:\n", /key-auth cannot judge a socket/],
    ["      - terminate:\n", /terminate cannot judge a socket/],
    ["      - identity: { action: { roles: [ops] } }\n", /routes\.yml:10: .*role is told inside a socket/],
    ["      - origin: { condition: { name: always } }\n", /a condition is not looked at for a socket/],
  ] as const)
    assert.match(asked(steps), why);
  const scoped = good.replace("{ paths: /api/v1/menu/** }", "{ paths: /api/v1/menu/**, scopes: [cups] }");
  assert.match(faultsOf(scoped.replace("timeoutMs: 3000", "ws: true")).join(), /menu asks for scopes/);
});

test("a value of the wrong kind is refused by line, all of them together", () => {
  const faults = faultsOf(
    good.replace("timeoutMs: 3000", "timeoutMs: soon").replace("/api/v1/menu/**", "/api/(a|b)/menu"),
  );
  assert.equal(faults.length, 2, faults.join("\n"));
  assert.match(faults[0] ?? "", /^routes\.yml:2: apiEndpoints\.menu\.paths/);
  assert.match(faults[1] ?? "", /^routes\.yml:11: .*timeoutMs/);
});

test("broken YAML, an empty file and none at all are told in one line each", async () => {
  assert.match(faultsOf(good.replace("[origin, proxy]", "[origin, proxy"))[0] ?? "", /^routes\.yml:\d+: /);
  assert.match(faultsOf(`${good}\tx: 1\n`)[0] ?? "", /^routes\.yml:\d+: /);
  assert.match(faultsOf("").join(), /^routes\.yml:1: /);
  await assert.rejects(readSource("/gone.yml"), /gone\.yml, which cannot be read: ENOENT/);
  for (const fault of faultsOf(good.replace("menu: {", "menu: {{"))) assert.ok(!fault.includes("\n"));
});

test("each way in which express-gateway lets the same be written is read as the same", () => {
  const plural = `apiEndpoints: { a: { paths: [/a] } }
serviceEndpoints: { s: { url: "http://127.0.0.1:1" } }
policies: [proxy]
pipelines: { p: { apiEndpoints: [a], policies: [{ proxy: [{ action: { serviceEndpoint: s } }] }] } }
`;
  const singular = `apiEndpoint: { a: { path: /a } }
serviceEndpoint: { s: { url: "http://127.0.0.1:1" } }
policy: proxy
pipeline: { p: { apiEndpoint: a, policy: { proxy: { action: { serviceEndpoint: s } } } } }
`;
  const shown = (source: string) => {
    const { pipelines, apiEndpoints } = read(source);
    const steps = pipelines.map(({ steps: all, ...one }) => ({ ...one, steps: all.map(({ text }) => text) }));
    return { steps, names: Object.keys(apiEndpoints) };
  };
  assert.deepEqual(shown(singular), shown(plural));
  const listed = plural.replace("{ p: {", "[{").replace("}] } }\n", "}] }]\n");
  assert.equal(read(listed).pipelines[0]?.name, "0");
  const alone = singular.replace("{ p: {", "{").replace("} } } } }", "} } } }");
  assert.deepEqual(read(alone).pipelines[0]?.apiEndpoints, ["a"]);
  assert.match(
    faultsOf(`${plural}policy: proxy\n`)[0] ?? "",
    /^routes\.yml:5: policy: policies stands there, too/,
  );
});

test("several steps of one policy stand in order, each with its condition; none of it may be strange", () => {
  const steps = (value: string) => good.replace("- origin:", `- origin: ${value}`);
  const [pipeline] = read(
    steps("[{ condition: { name: never } }, {}, { condition: null, action: null }]"),
  ).pipelines;
  assert.deepEqual(
    pipeline?.steps.map(({ policy, conditionInWords }) => [policy.name, conditionInWords]),
    [
      ["origin", "never"],
      ["origin", undefined],
      ["origin", undefined],
      ["proxy", undefined],
    ],
  );
  const [stray] = faultsOf(steps("{ serviceEndpoint: menu }"));
  assert.match(
    stray ?? "",
    /^routes\.yml:10: .*\.origin\.serviceEndpoint: .*settings of origin stand under action/,
  );
  assert.match(faultsOf(steps("yes"))[0] ?? "", /:10: .*stands under action/);
  assert.match(
    faultsOf(good.replace("- origin:", "- origin:\n        proxy:"))[0] ?? "",
    /:10: .*a step of its own/,
  );
  assert.match(
    faultsOf(steps("{ condition: { name: nevver } }"))[0] ?? "",
    /:10: .*condition\.name: no condition/,
  );
});

test("the environment stands in the text; what is not set is refused by line, and a comment is left alone", () => {
  const timed = (text: string) => good.replace("timeoutMs: 3000", `timeoutMs: ${text}`);
  const timeoutOf = (text: string) =>
    (read(timed(text)).pipelines[0]?.steps[1]?.action as { timeoutMs: number }).timeoutMs;
  assert.deepEqual(
    ["${TIMEOUT}", "${TIMEOUT:-1}", "${GONE:-1500}", "${EMPTY:-1600}"].map(timeoutOf),
    [2500, 2500, 1500, 1600],
  );
  assert.deepEqual(faultsOf(timed("${GONE}")), [
    "routes.yml:11: the environment has no GONE, and there is no default",
  ]);
  assert.match(faultsOf(timed("${LINES}"))[0] ?? "", /^routes\.yml:11: LINES has a line break/);
  assert.deepEqual(faultsOf(`# \${GONE}\n${good}`), []);
  const host = read(good.replace("{ paths:", () => '{ scopes: ["$${GONE}"], paths:')).apiEndpoints.menu;
  assert.deepEqual([host].flat()[0]?.scopes, ["${GONE}"]);
});

test("what express-gateway has and we do not is refused with a word on why, or on what to write", () => {
  const declared = (name: string) => changed("[origin, proxy]", `[origin, proxy, ${name}]`)[0] ?? "";
  assert.match(
    declared("oauth2"),
    /^routes\.yml:5: policies\.2: no policy is called oauth2 here: signing in/,
  );
  assert.match(declared("expression"), /it is code/);
  assert.match(declared("nonsense"), /there are origin, /);
  assert.match(faultsOf(`admin: { port: 9876 }\n${good}`)[0] ?? "", /^routes\.yml:1: admin: .*\/ops/);
  const [options] = changed("{ discover: menu }", "{ discover: menu, proxyOptions: {} }");
  assert.match(options ?? "", /^routes\.yml:4: serviceEndpoints\.menu\.proxyOptions: .*proxy step/);
});

test("an endpoint says once where it is, and a service by an address that is one", () => {
  const endpoint = (text: string) => changed("{ paths: /api/v1/menu/** }", text)[0] ?? "";
  assert.match(
    endpoint("{ paths: /a, pathRegex: ^/a }"),
    /^routes\.yml:2: apiEndpoints\.menu: .*one of them/,
  );
  assert.match(endpoint("{ host: a.test, hostRegex: a }"), /one of them/);
  assert.match(endpoint("{ pathRegex: '(' }"), /^routes\.yml:2: apiEndpoints\.menu\.pathRegex: /);
  assert.match(endpoint("{ pathRegex: ^/(a+)+x }"), /^routes\.yml:2: .*pathRegex: .*too many ways/);
  assert.match(
    changed("- origin:", "- origin: { condition: { name: pathMatch, pattern: '(a+)+x' } }")[0] ?? "",
    /^routes\.yml:10: .*too many ways/,
  );
  assert.match(endpoint("{ methods: 'GET,GRAB' }"), /GRAB is no method/);
  assert.match(
    endpoint("[{ paths: /a }, { paths: b }]"),
    /^routes\.yml:2: apiEndpoints\.menu.*has to begin with \//,
  );
  const service = (text: string) => changed("{ discover: menu }", text)[0] ?? "";
  assert.match(service("{}"), /^routes\.yml:4: serviceEndpoints\.menu: one of url, urls and discover/);
  for (const wrong of ["nowhere", "ftp://a.test", "http://a:b@a.test", "http://a.test/?q=1"])
    assert.match(service(`{ url: "${wrong}" }`), /^routes\.yml:4: serviceEndpoints\.menu\.url: /, wrong);
  assert.match(service("{ url: http://a.test, use: together }"), /both have to be there/);
});

test("who asks is told to one service alone; an automatic route sends no write twice", () => {
  const two = good
    .replace("[origin, proxy]", "[identity, proxy]")
    .replace(
      "- origin:",
      "- identity:\n      - proxy: { condition: { name: never }, action: { serviceEndpoint: other } }",
    )
    .replace("policies: [", "  other: { url: http://a.test }\npolicies: [");
  assert.match(
    faultsOf(two)[0] ?? "",
    /^routes\.yml:11: .*told to one service, and this pipeline has other and menu/,
  );
  const auto = (policies: string) =>
    faultsOf(`${good}autoRoutes: { allow: [shop], policies: [${policies}] }\n`);
  assert.deepEqual(auto("{ origin: }, { proxy: { action: { retry: safe } } }"), []);
  assert.match(
    auto("{ proxy: { action: { retry: keyed } } }")[0] ?? "",
    /^routes\.yml:12: .*retry: an automatic route sends/,
  );
  assert.match(auto("{ jwtt: }")[0] ?? "", /^routes\.yml:12: autoRoutes\.policies\.0\.jwtt: no policy/);
});

test("a guard behind what it should guard is refused where it stands", () => {
  const steps = (...lines: string[]) =>
    faultsOf(
      good
        .replace(
          "[origin, proxy]",
          "[origin, key-auth, jwt, last-good, terminate, response-transformer, proxy]",
        )
        .replace(/ {6}- origin:\n[\s\S]*/, lines.map((line) => `      - ${line}\n`).join("")),
    );
  const send = "proxy: { action: { serviceEndpoint: menu } }";
  const sendIf = (name: string) => send.replace("{ action", `{ condition: ${name}, action`);
  assert.deepEqual(steps("origin:", "last-good:", sendIf("{ name: pathExact, path: /a }"), send), []);
  assert.deepEqual(steps("terminate: { condition: { name: anonymous } }", send), []);
  for (const guard of [
    "key-auth:",
    "jwt: { action: { jwksUrl: https://a.test } }",
    "terminate:",
    "origin:",
  ]) {
    assert.match(steps(send, guard)[0] ?? "", /^routes\.yml:11: .*never taken: proxy before it/, guard);
    assert.match(steps("last-good:", guard, send)[0] ?? "", /^routes\.yml:11: .*before last-good/, guard);
  }
  assert.match(
    steps(
      "last-good:",
      "response-transformer: { action: { headers: { add: { x-for: '{ip}' } } } }",
      send,
    )[0] ?? "",
    /^routes\.yml:11: .*given to all/,
  );
  const nested = sendIf("{ name: allOf, conditions: [{ name: not, condition: { name: anonymous } }] }");
  assert.match(
    steps("last-good:", nested, send)[0] ?? "",
    /^routes\.yml:11: .*\.condition: behind last-good/,
  );
  const auto = `${good}autoRoutes: { allow: [shop], policies: [{ proxy: }, { origin: }] }\n`;
  assert.match(faultsOf(auto)[0] ?? "", /^routes\.yml:12: .*origin is never taken/);
});

test("names that every object has are names like any other", () => {
  for (const name of ["constructor", "__proto__", "toString"]) {
    assert.match(
      changed("apiEndpoints: [menu]", `apiEndpoints: [${name}]`)[0] ?? "",
      /no apiEndpoint is called/,
    );
    assert.match(changed("serviceEndpoint: menu", `serviceEndpoint: ${name}`)[0] ?? "", /that is there, not/);
  }
});

test("what shares steps by an alias or a merged key is read, and a heap of them is not", () => {
  const shared = good
    .replace("{ action: { serviceEndpoint", "{ action: { <<: *usual, serviceEndpoint")
    .replace("menu: { discover: menu }", "menu: { discover: &name menu }")
    .replace(", timeoutMs: 3000", "")
    .replace("- origin:", "- origin: { action: &usual {} }");
  assert.deepEqual(faultsOf(shared), []);
  const heap = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 9; i += 1)
    heap.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(", ")}]`,
    );
  assert.match(faultsOf(`${heap.join("\n")}\n`)[0] ?? "", /^routes\.yml:1: .*alias/i);
});

const wrongFiles: Record<string, string> = {
  "nothing but a comment": "# nothing\n",
  "a number": "7",
  "a list": "- apiEndpoints\n",
  "a text": "apiEndpoints",
  "two documents": `${good}---\n${good}`,
  "a key twice": `${good}policies: [proxy]\n`,
  "an unknown alias": good.replace("{ discover: menu }", "*menu"),
  "an alias of itself": good.replace("{ discover: menu }", "&a { discover: *a }"),
  "a tag nobody knows": good.replace("{ discover: menu }", "!!js/function 'x'"),
  "an open quote": good.replace("discover: menu", 'discover: "menu'),
  "an open bracket": good.replace("[origin, proxy]", "[origin, proxy"),
  "a NUL": good.replace("discover: menu", "discover: m\u0000nu"),
  "bytes that are no text": Buffer.from([0xff, 0xfe, 0x00, 0x7b]).toString("latin1"),
  "a tab for spaces": good.replace("    policies:\n", "\tpolicies:\n"),
  "a map as a key": `${good}? { a: b }\n: c\n`,
  "sections that are lists": good.replace(/apiEndpoints:\n.*\n/, "apiEndpoints: [menu]\n"),
  "sections that are null": "apiEndpoints:\npipelines:\n",
  "pipelines of null": good.replace(/pipelines:[\s\S]*/, "pipelines: { menu: }\n"),
  "steps of null": good.replace("- origin:", "-"),
  "steps of lists": good.replace("- origin:", "- [origin]"),
  "a number for a name": good.replace("apiEndpoints: [menu]", "apiEndpoints: [7]"),
  "a path that is a map": good.replace("paths: /api/v1/menu/**", "paths: { a: b }"),
  "an endless number": good.replace("3000", ".inf"),
  "no number": good.replace("3000", ".nan"),
  "a date for a number": good.replace("3000", "2026-11-21"),
  "a thousand brackets": `apiEndpoints: ${"[".repeat(1_000)}${"]".repeat(1_000)}\n`,
  "ten thousand open brackets": `apiEndpoints: ${"[".repeat(10_000)}`,
  "the prototype": `${good}__proto__: { polluted: true }\n`,
  "the prototype of an endpoint": good.replace("menu: { paths:", "__proto__: { paths:"),
};

for (const [what, source] of Object.entries(wrongFiles)) {
  test(`wrong YAML is refused in lines that say where: ${what}`, () => {
    const faults = faultsOf(source);
    assert.ok(faults.length > 0);
    for (const fault of faults) assert.match(fault, /^routes\.yml:\d+: [^\n]+$/);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
}
