import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ConfigFault } from "@siren/chassis/config";
import { readRoutesFile } from "../src/routing/routes-file.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-routes-"));
});
after(() => rm(folder, { recursive: true, force: true }));

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

async function faultsOf(source: string): Promise<string[]> {
  const file = join(folder, "routes.yml");
  await writeFile(file, source);
  try {
    await readRoutesFile(file);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigFault, String(error));
    return error.faults.map((fault) => fault.replace(file, "routes.yml"));
  }
}
const changed = (from: string, to: string) => {
  assert.ok(good.includes(from), from);
  return faultsOf(good.replace(from, to));
};

test("a good file is read", async () => {
  assert.deepEqual(await faultsOf(good), []);
});

test("an unknown key is named with the line it stands on", async () => {
  assert.match(
    (await changed("policies: [", "plugins: []\npolicies: ["))[0] ?? "",
    /^routes\.yml:5: plugins: /,
  );
  const [deep] = await changed("timeoutMs: 3000", "timeOut: 3000");
  assert.match(deep ?? "", /^routes\.yml:11: pipelines\.menu\.policies\.1\.proxy\.action\.timeOut: /);
  const [inside] = await changed("{ discover: menu }", "\n    discover: menu\n    url: http://x");
  assert.match(inside ?? "", /^routes\.yml:6: serviceEndpoints\.menu\.url: /);
});

test("an unknown policy is refused where it is declared and where it is used", async () => {
  assert.match(
    (await changed("[origin, proxy]", "[origin, proxy, oauth2]"))[0] ?? "",
    /^routes\.yml:5: policies\.2/,
  );
  assert.match(
    (await changed("- origin:", "- oauth2:"))[0] ?? "",
    /^routes\.yml:10: pipelines\.menu\.policies\.0/,
  );
  const [undeclared] = await changed("[origin, proxy]", "[proxy]");
  assert.match(undeclared ?? "", /^routes\.yml:10: .*origin is not declared/);
});

test("a name that leads nowhere is refused where it stands", async () => {
  assert.match(
    (await changed("apiEndpoints: [menu]", "apiEndpoints: [nemu]"))[0] ?? "",
    /^routes\.yml:8: .*no apiEndpoint is called nemu/,
  );
  assert.match(
    (await changed("serviceEndpoint: menu", "serviceEndpoint: nemu"))[0] ?? "",
    /^routes\.yml:11: .*serviceEndpoint that is there, not nemu/,
  );
  const twice = `${good}  again:\n    apiEndpoints: [menu]\n    policies: []\n`;
  assert.match((await faultsOf(twice))[0] ?? "", /^routes\.yml:13: .*belongs to the pipeline menu already/);
});

test("a value of the wrong kind is refused by line, all of them together", async () => {
  const faults = await faultsOf(
    good.replace("timeoutMs: 3000", "timeoutMs: soon").replace("/api/v1/menu/**", "/api/*/menu"),
  );
  assert.equal(faults.length, 2, faults.join("\n"));
  assert.match(faults[0] ?? "", /^routes\.yml:2: apiEndpoints\.menu\.paths/);
  assert.match(faults[1] ?? "", /^routes\.yml:11: .*timeoutMs/);
});

test("broken YAML, an empty file and none at all are told in one line each", async () => {
  assert.match(
    (await faultsOf(good.replace("[origin, proxy]", "[origin, proxy")))[0] ?? "",
    /^routes\.yml:\d+: /,
  );
  assert.match((await faultsOf(`${good}\tx: 1\n`))[0] ?? "", /^routes\.yml:\d+: /);
  assert.match((await faultsOf("")).join(), /^routes\.yml:1: /);
  await assert.rejects(readRoutesFile(join(folder, "gone.yml")), /gone\.yml, which cannot be read: ENOENT/);
  for (const fault of await faultsOf(good.replace("menu: {", "menu: {{"))) assert.ok(!fault.includes("\n"));
});
