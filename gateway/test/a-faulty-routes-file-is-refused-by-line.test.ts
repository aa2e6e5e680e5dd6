import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigFault } from "@siren/chassis/config";
import { knownPolicies } from "../src/policies/known-policies.ts";
import { readGatewayFile, readSource } from "../src/routing/gateway-file.ts";

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
  assert.match(changed("[origin, proxy]", "[origin, proxy, jwt]")[0] ?? "", /^routes\.yml:5: policies\.2/);
  assert.match(changed("- origin:", "- jwt:")[0] ?? "", /^routes\.yml:10: pipelines\.menu\.policies\.0/);
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
