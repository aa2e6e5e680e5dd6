import assert from "node:assert/strict";
import { test } from "node:test";
import { operationsOf } from "@siren/contracts/openapi";
import * as z from "zod/mini";
import { holdToDeclared } from "../../testing/hold-to-declared.ts";
import { operationsInTables } from "../../testing/surface/readme-rows.ts";
import { type Reply, route } from "../routes.ts";
import type { Outcome } from "../serve-routes.ts";
import { documentOf } from "./document.ts";

const cup = z.object({ size: z.enum(["tall", "grande"]), shots: z._default(z.int(), 0) });
const cups = route({
  method: "PUT",
  path: "/cups/:id",
  summary: "Writes a cup.",
  answers: { 200: cup, 202: null, 206: { media: ["image/png"] } },
  refuses: ["SOLD_OUT"],
  cookies: { reads: ["refresh"], sets: ["guest"] },
  access: { roles: ["barista", "guest"] },
  key: "required",
  params: z.object({ id: z.string().check(z.regex(/^cup_\d+$/)) }),
  query: z.strictObject({ dry: z.optional(z.string()) }),
  body: z.strictObject({ size: cup.shape.size, shots: cup.shape.shots }),
  handle: async () => ({ status: 202 }),
});
const secret = route({
  method: "GET",
  path: "/internal/secret",
  access: { services: ["order"] },
  handle: async () => ({ status: 200 }),
});

const told = (reply: Reply): Outcome => ({ reply });
const right = { size: "tall", shots: 1 };
const outcomes: Record<string, [lies: number, outcome: Outcome]> = {
  "what was declared": [0, told({ status: 200, body: right })],
  "nothing where nothing is": [0, told({ status: 202 })],
  "bytes where those are": [0, told({ status: 206, body: Buffer.from("x") })],
  "its cookie": [0, told({ status: 202, headers: { "set-cookie": ["siren_guest=1"] } })],
  "a refusal of its own": [0, { refused: "SOLD_OUT" }],
  "a refusal that follows from its key": [0, { refused: "KEY_REUSED" }],
  "a refusal that anything may meet": [0, { refused: "INTERNAL" }],
  "another status": [1, told({ status: 201, body: right })],
  "another value": [1, told({ status: 200, body: { ...right, size: "huge" } })],
  "a field more": [1, told({ status: 200, body: { ...right, owner: "mina" } })],
  "a field less": [1, told({ status: 200, body: { shots: 1 } })],
  "a field less that readers would fill in": [1, told({ status: 200, body: { size: "tall" } })],
  "a body where none is": [1, told({ status: 202, body: {} })],
  "JSON where bytes are": [1, told({ status: 206, body: {} })],
  "another's cookie": [1, told({ status: 202, headers: { "Set-Cookie": "siren_refresh=1" } })],
  "a refusal that is not its": [1, { refused: "CARD_LOCKED" }],
};

for (const [what, [count, outcome]] of Object.entries(outcomes)) {
  test(`${what}: ${count === 0 ? "as declared" : "noticed"}`, () => {
    const lies: string[] = [];
    holdToDeclared(lies)(cups, outcome);
    assert.equal(lies.length, count, lies.join("\n"));
  });
}

test("the document tells all of it, and nothing of what is between processes", () => {
  const operations = operationsOf(documentOf("menu", [cups, secret]));
  assert.deepEqual([...operations.keys()], ["PUT /cups/{id}"]);
  const {
    security,
    parameters = [],
    requestBody,
    responses,
  } = operations.get("PUT /cups/{id}") ?? assert.fail();
  assert.deepEqual(security, [
    { accessToken: ["barista"] },
    { outagePass: ["barista"] },
    { guest: ["guest"] },
  ]);
  assert.deepEqual(
    parameters.map(({ in: where, name, required }) => [where, name, required ?? false]),
    [
      ["path", "id", true],
      ["query", "dry", false],
      ["header", "Idempotency-Key", true],
      ["cookie", "siren_refresh", false],
    ],
  );
  assert.deepEqual(requestBody?.content["application/json"]?.schema, {
    ...{ type: "object", additionalProperties: false, required: ["size"] },
    properties: {
      size: { type: "string", enum: ["tall", "grande"] },
      shots: { default: 0, type: "integer", minimum: -(2 ** 53) + 1, maximum: 2 ** 53 - 1 },
    },
  });
  const statuses = ["200", "202", "206", "400", "401", "403", "409", "413", "415", "422", "428", "default"];
  assert.deepEqual(Object.keys(responses).sort(), statuses);
  assert.match(responses["409"]?.description ?? "", /^SOLD_OUT: /);
  assert.ok(responses["409"]?.content?.["application/problem+json"]);
});

test("a README's rows are read as they are written", () => {
  const page = [
    "| `GET /a?x=1,2`, `/a/{s}` | G | |",
    "| GET, PUT /b/{x,y}, POST /c | M | `GET /not-this` |",
    "| `GET /d`, `PUT`, `DELETE /d/{name}` | |",
    "| GET /internal/feed | |",
    "| name | GET /not-this |",
    "GET /not-this",
  ].join("\n");
  assert.deepEqual(operationsInTables(page), [
    ...["GET /a", "GET /a/{}", "GET /b/{}", "PUT /b/{}", "POST /c"],
    ...["GET /d", "PUT /d/{}", "DELETE /d/{}"],
  ]);
});
