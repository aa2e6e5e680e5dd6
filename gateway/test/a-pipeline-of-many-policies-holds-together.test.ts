import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { hashPassword, hashSecret } from "../src/credentials/hash.ts";
import { type EdgeService, startEdgeService } from "../src/testing/edge-service.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

let folder: string;
let service: EdgeService;
let edge: Gateway;

const routes = (url: string) => `apiEndpoints:
  shop: { paths: /shop/*, scopes: [read] }
  open: { paths: /open/* }
  forgotten: { paths: /forgotten/*, scopes: [read] }
serviceEndpoints: { shop: { url: "${url}/base" } }
policies: [cors, basic-auth, key-auth, rate-limit, request-transformer, response-transformer, rewrite, terminate, proxy]
pipelines:
  shop:
    apiEndpoints: [shop]
    policies:
      - cors: { action: { origin: ["https://page.test"] } }
      - basic-auth: { action: { passThrough: true } }
      - key-auth: { condition: { name: anonymous } }
      - rate-limit: { action: { rateLimitBy: "{claim.sub}", max: 3 } }
      - request-transformer:
          action: { headers: { add: { x-who: "{claim.sub}" }, remove: [x-secret] }, body: { add: { who: "{claim.sub}" } } }
      - response-transformer: { action: { headers: { add: { x-by: "{route}" } }, body: { remove: [secret] } } }
      - rewrite: { condition: { name: pathmatch, match: /shop/old/:id }, action: { rewrite: /new/:id } }
      - proxy: { action: { serviceEndpoint: shop } }
  open:
    apiEndpoints: [open]
    policies:
      - terminate: { condition: { name: method, methods: DELETE }, action: { statusCode: 418, message: no } }
      - proxy: { action: { serviceEndpoint: shop, stripPath: true, prependPath: false, changeOrigin: false, xfwd: false } }
  forgotten: { apiEndpoints: [forgotten], policies: [{ proxy: { action: { serviceEndpoint: shop } } }] }
`;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-pipeline-"));
  service = await startEdgeService();
  service.answer = () => ({
    status: 200,
    headers: { "set-cookie": ["a=1", "b=2"], "access-control-allow-origin": "*", vary: "Accept" },
    body: '{"secret":1,"told":2}',
  });
  await writeFile(join(folder, "routes.yml"), routes(`http://127.0.0.1:${service.port}`));
  const hash = await hashPassword("latte-latte");
  const key = hashSecret("s3cret");
  const who = { users: [{ name: "mina", hash, scopes: ["read"] }], keys: [{ keyId: "till", hash: key }] };
  await writeFile(join(folder, "who.yml"), JSON.stringify(who));
  edge = await openGateway({
    GATEWAY_CONFIG: join(folder, "routes.yml"),
    CREDENTIALS_FILE: join(folder, "who.yml"),
  });
});
after(async () => {
  await edge.close();
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

const mina = { authorization: `Basic ${Buffer.from("mina:latte-latte").toString("base64")}` };

test("who asks is proved, the request changed, the path rewritten and the answer changed, in one pipeline", async () => {
  const headers = { ...mina, origin: "https://page.test", "x-secret": "s", "eg-consumer-id": "forged" };
  const answer = await edge.ask("POST", "/shop/old/7?a=1", { headers, body: { n: 1 } });
  assert.deepEqual([answer.status, answer.body], [200, { told: 2 }]);
  assert.equal(answer.headers.get("access-control-allow-origin"), "https://page.test");
  assert.equal(answer.headers.get("vary"), "Origin, Accept");
  assert.equal(answer.headers.get("x-by"), "shop");
  assert.deepEqual(answer.headers.getSetCookie(), ["a=1", "b=2"]);
  const seen = service.last() ?? assert.fail("nothing came");
  assert.deepEqual([seen.url, JSON.parse(seen.body)], ["/base/new/7?a=1", { n: 1, who: "mina" }]);
  assert.deepEqual([seen.headers["x-who"], seen.headers["eg-consumer-id"]], ["mina", "mina"]);
  assert.deepEqual([seen.headers["x-secret"], seen.headers.authorization], [undefined, undefined]);
});

test("each way of not being let in has its code", async () => {
  assert.equal(codeOf(await edge.ask("GET", "/shop/x")), "UNAUTHENTICATED");
  const till = { authorization: "apiKey till:s3cret" };
  assert.equal(codeOf(await edge.ask("GET", "/shop/x", { headers: till })), "FORBIDDEN", "it has no scope");
  assert.equal(
    codeOf(await edge.ask("GET", "/forgotten/x")),
    "UNAUTHENTICATED",
    "scopes, and nobody who learns them",
  );
  assert.equal((await edge.ask("GET", "/shop/x", { headers: mina })).status, 200);
  assert.equal((await edge.ask("GET", "/shop/x", { headers: mina })).status, 200);
  const fourth = await edge.ask("GET", "/shop/x", { headers: mina });
  assert.equal(codeOf(fourth), "TOO_MANY_REQUESTS");
  assert.match(fourth.headers.get("ratelimit") ?? "", /^"shop";r=0;t=\d+$/);
});

test("proxy sends on as its options say, and terminate sends nothing", async () => {
  await edge.ask("GET", "/open/a/b?c=1", { headers: { "x-forwarded-for": "10.0.0.1" } });
  const seen = service.last() ?? assert.fail("nothing came");
  assert.deepEqual([seen.url, seen.headers.host], ["/a/b?c=1", new URL(edge.gateway.url).host]);
  assert.equal(seen.headers["x-forwarded-for"], undefined);
  const before = service.seen.length;
  const ended = await edge.ask("DELETE", "/open/a");
  assert.deepEqual([ended.status, ended.body, service.seen.length], [418, "no", before]);
});
