import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { documentOf } from "@siren/chassis/http/openapi/document";
import { route } from "@siren/chassis/http/routes";
import { until } from "@siren/chassis/testing/until";
import { openApiDocument, operationsOf } from "@siren/contracts/openapi";
import { orderView } from "@siren/contracts/order";
import * as z from "zod/mini";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

const cups = (service: string, answers = orderView as z.ZodMiniType) =>
  JSON.stringify(
    documentOf(service, [
      route({
        method: "GET",
        path: "/cups/:cup",
        summary: `A cup of ${service} & <more>`,
        answers: { 200: answers },
        access: { roles: ["customer", "guest"] },
        params: z.object({ cup: z.string() }),
        handle: async () => ({ status: 200 }),
      }),
      route({
        method: "POST",
        path: "/internal/secret",
        access: { services: ["order"] },
        handle: async () => ({ status: 204 }),
      }),
    ]),
  );

let edge: Gateway;
before(async () => {
  edge = await openGateway();
  edge.menu.answer = ({ url }) => ({ status: url === "/internal/openapi" ? 200 : 404, body: cups("menu") });
  edge.order.answer = ({ url }) => ({ status: url === "/internal/openapi" ? 200 : 404, body: cups("order") });
  edge.barista.answer = () => ({ status: 500, body: "{}" });
});
after(() => edge.close());

/** As it is by now: what is put together is given for a few seconds. */
const read = async () => {
  edge.advance(5_001);
  const answer = await edge.ask("GET", "/api/docs/openapi.json");
  assert.equal(answer.status, 200);
  return { ...answer, document: openApiDocument.parse(answer.body) };
};

test("the services' documents are one, with the paths as they are seen from outside", async () => {
  const { document } = await read();
  const operations = operationsOf(document);
  for (const at of ["GET /ops/registry", "GET /api/docs"]) assert.ok(operations.has(at), at);
  // Once each, though order has a route of its own for `/events` beside the one for all of it.
  assert.deepEqual(
    [...operations.keys()].filter((at) => at.includes("/cups/")),
    ["GET /api/v1/menu/cups/{cup}", "GET /api/v1/order/cups/{cup}"],
  );
  assert.deepEqual(operations.get("GET /api/v1/order/cups/{cup}")?.security, [
    { accessToken: ["customer"] },
    { outagePass: ["customer"] },
    { guest: ["guest"] },
  ]);
  assert.deepEqual(
    [...operations.keys()].filter((at) => at.includes("internal")),
    [],
  );
  const text = JSON.stringify(document);
  const refs = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? "");
  assert.ok(refs.includes("OrderView"));
  for (const name of refs) assert.ok(document.components.schemas[name], name);
});

test("who has told nothing is named, and who is gone keeps what was told last", async () => {
  const first = await read();
  assert.deepEqual(
    first.document["x-missing"]?.map(({ service, asOf }) => [service, asOf]),
    [
      ["barista", null],
      ["member", null],
    ],
  );
  await edge.order.stop();
  const after = await until("order is known to be away", async () => {
    const { document, headers } = await read();
    const missing = document["x-missing"]?.find(({ service }) => service === "order");
    return missing && { document, headers, missing };
  });
  assert.match(after.missing.asOf ?? "", /^20\d\d-/);
  assert.ok(operationsOf(after.document).has("GET /api/v1/order/cups/{cup}"));
  assert.match(after.headers.get("x-degraded") ?? "", /\border;as-of=20/);
  await edge.order.start();
});

test("what two releases call by one name is told under two", async () => {
  edge.menu.answer = () => ({ status: 200, body: cups("menu").replaceAll('"orderId"', '"cupId"') });
  const { document } = await until("the newer one is told", async () => {
    const one = await read();
    return "OrderViewOfOrder" in one.document.components.schemas && one;
  });
  const shown = (at: string) => JSON.stringify(operationsOf(document).get(at)?.responses["200"]);
  assert.match(shown("GET /api/v1/menu/cups/{cup}"), /schemas\/OrderView"/);
  assert.match(shown("GET /api/v1/order/cups/{cup}"), /schemas\/OrderViewOfOrder"/);
});

test("the page is read without a script, and what services say in it is text", async () => {
  const { status, body, headers } = await edge.ask("GET", "/api/docs");
  assert.equal(status, 200);
  assert.match(headers.get("content-type") ?? "", /^text\/html/);
  assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.match(body, /A cup of menu &#38; &#60;more&#62;/);
  assert.match(body, /\/api\/v1\/order\/cups\/\{cup\}/);
  assert.match(body, /INSUFFICIENT_BALANCE/);
  assert.doesNotMatch(body, /<script|<more>/);
});
