import assert from "node:assert/strict";
import { test } from "node:test";
import { breachesIn } from "./walls.ts";
import { layers, surroundings, zones } from "./walls-table.ts";

type Try = { wall: string; file: string; refused: string; passes: string };

const tries: Try[] = [
  zone(
    "contracts",
    "packages/contracts/src/order.ts",
    'import express from "express"',
    'import * as z from "zod/mini"',
  ),
  zone(
    "chassis",
    "packages/chassis/src/app.ts",
    'import { openStore } from "@siren/store/open"',
    'import { won } from "@siren/contracts/money"',
  ),
  zone(
    "embedded-mongo",
    "packages/embedded-mongo/src/wire.ts",
    'import { won } from "@siren/contracts/money"',
    'import { DatabaseSync } from "node:sqlite"',
  ),
  zone(
    "store",
    "packages/store/src/open.ts",
    'export * from "@siren/order/app"',
    'import { serve } from "@siren/embedded-mongo"',
  ),
  zone(
    "web",
    "packages/web/src/api.ts",
    'import { client } from "@siren/chassis/client"',
    'import { useState } from "react"',
  ),
  zone(
    "discovery",
    "discovery/src/main.ts",
    'import "@siren/store/open"',
    'import { runMain } from "@siren/chassis/runner"',
  ),
  zone(
    "gateway",
    "gateway/src/app.ts",
    'import { lease } from "../../discovery/src/registry/lease.ts"',
    'import { runMain } from "@siren/chassis/runner"',
  ),
  zone(
    "auditor",
    "auditor/src/app.ts",
    'const order = await import("@siren/order/store")',
    'import { envelope } from "@siren/contracts/envelope"',
  ),
  zone(
    "menu",
    "services/menu/src/app.ts",
    'import type { Order } from "../../order/src/domain/order.ts"',
    'import { openStore } from "@siren/store/open"',
  ),
  zone(
    "order",
    "services/order/src/app.ts",
    'type Member = import("@siren/member/people").Member',
    'import { openStore } from "@siren/store/open"',
  ),
  zone(
    "barista",
    "services/barista/src/app.ts",
    'import { serve } from "@siren/embedded-mongo"',
    'import mongoose from "mongoose"',
  ),
  zone(
    "member",
    "services/member/src/app.ts",
    'const order = require("@siren/order")',
    'import { routes } from "./routes.ts"',
  ),
  zone(
    "client",
    "frontends/client/src/main.tsx",
    'import { api } from "../../admin/src/api.ts"',
    'import { api } from "@siren/web/api"',
  ),
  zone(
    "admin",
    "frontends/admin/src/main.tsx",
    'import { readFileSync } from "node:fs"',
    'import { role } from "@siren/contracts/roles"',
  ),
  zone(
    "e2e",
    "e2e/journeys/order.test.ts",
    'import { transition } from "../../services/order/src/domain/order.ts"',
    'import { startStack } from "../../scripts/stack/stack.ts"',
  ),
  zone(
    "e2e/harness",
    "e2e/harness/person.ts",
    'import { orders } from "../an-order-is-placed.test.ts"',
    'import { startStack } from "../../scripts/stack/stack.ts"',
  ),
  zone(
    "chaos",
    "chaos/plan.ts",
    'import "../e2e/nothing-malformed-gets-through.test.ts"',
    'import { startTestStack } from "../e2e/harness/stack.ts"',
  ),
  zone(
    "chaos",
    "chaos/seeds.ts",
    'import { runMain } from "@siren/chassis/runner"',
    'import { startTestStack } from "../e2e/harness/stack.ts"',
  ),
  zone(
    "chaos",
    "chaos/device.ts",
    'import { createApi } from "@siren/web/api"',
    'import { createLive } from "@siren/web/live/live"',
  ),
  zone(
    "bench",
    "bench/gateway.ts",
    'import "../gateway/src/app.ts"',
    'import { topology } from "../scripts/stack/topology.ts"',
  ),
  zone(
    "proof",
    "proof/cafe.ts",
    'import { buildGateway } from "../gateway/src/app.ts"',
    'import { buildOrder } from "../services/order/src/app.ts"',
  ),
  zone(
    "pods",
    "pods/people.ts",
    'import { placeOrder } from "@siren/order";',
    'import { storeList } from "@siren/contracts/menu";',
  ),
  zone(
    "load",
    "load/model.ts",
    'import { breachesIn } from "../scripts/checks/walls.ts"',
    'import { won } from "@siren/contracts/money"',
  ),
  zone(
    "properties",
    "properties/cafe/day.ts",
    'import { topology } from "../../scripts/stack/topology.ts"',
    'import { placeOrder } from "../../services/order/src/use-cases/place-order.ts"',
  ),
  zone(
    "scripts/stack",
    "scripts/stack/stack.ts",
    'import { breachesIn } from "../checks/walls.ts"',
    'import { topology } from "./topology.ts"',
  ),
  zone(
    "scripts",
    "scripts/figures.ts",
    'import { demo } from "../services/member/src/seed.ts"',
    'import { topology } from "./stack/topology.ts"',
  ),

  zone(
    "domain",
    "services/order/src/domain/order.ts",
    'import { hash } from "node:crypto"',
    'import type { Won } from "@siren/contracts/money"',
  ),
  zone(
    "use-cases",
    "services/order/src/use-cases/place-order.ts",
    'import { orders } from "../store/orders.ts"',
    'import { place } from "../domain/order.ts"',
  ),
  zone(
    "http",
    "services/order/src/http/routes.ts",
    'import { orders } from "../store/orders.ts"',
    'import { placeOrder } from "../use-cases/place-order.ts"',
  ),
  zone(
    "store",
    "services/barista/src/store/tickets.ts",
    'import { routes } from "../http/routes.ts"',
    'import type { Tickets } from "../use-cases/ports.ts"',
  ),
  zone(
    "messaging",
    "services/order/src/messaging/handlers.ts",
    'import { board } from "../live/board.ts"',
    'import { settle } from "../use-cases/settle.ts"',
  ),
  zone(
    "live",
    "services/barista/src/live/board.ts",
    'import { published } from "../messaging/published.ts"',
    'import { Server } from "socket.io"',
  ),
  zone(
    "shared",
    "frontends/client/src/shared/price.ts",
    'import { cart } from "../features/cart/cart.ts"',
    'import { won } from "@siren/contracts/money"',
  ),
  zone(
    "features",
    "frontends/client/src/features/cart/cart.tsx",
    'import { menu } from "../menu/menu.ts"',
    'import { price } from "../../shared/price.ts"',
  ),

  zone(
    "testing",
    "services/order/src/app.ts",
    'import { anOrder } from "./testing/builders.ts"',
    'import { orders } from "./store/orders.ts"',
  ),
  zone(
    "packages by name",
    "services/order/src/app.ts",
    'import { won } from "../../../packages/contracts/src/money.ts"',
    'import { won } from "@siren/contracts/money"',
  ),

  zone(
    "process.env only in config.ts",
    "services/menu/src/app.ts",
    "const { PORT } = process.env",
    "const port = config.port",
  ),
  zone(
    "process.env only in config.ts",
    "services/menu/src/app.ts",
    "const { env } = process",
    "const env = 'demo'",
  ),
  zone(
    "signals and process.exit only in chassis' runner",
    "gateway/src/main.ts",
    'process.once("SIGTERM", stop)',
    'process.on("warning", note)',
  ),
  zone(
    "signals and process.exit only in chassis' runner",
    "services/menu/src/app.ts",
    "process.exit(1)",
    "process.exitCode = 1",
  ),
  zone(
    "no clock, chance or network in the domain",
    "services/order/src/domain/order.ts",
    "const at = Date.now()",
    "const at = order.fetch",
  ),
  zone(
    "no clock, chance or network in the domain",
    "services/order/src/domain/order.ts",
    "const at = new Date()",
    "const at = new Date(now)",
  ),
  zone(
    "AbortSignal.any only as eitherSignal",
    "services/order/src/messaging/handlers.ts",
    "const both = AbortSignal.any([stopping, late])",
    'import { eitherSignal } from "@siren/chassis/either-signal"; const both = eitherSignal(stopping, late)',
  ),
  {
    wall: "closed packages",
    file: "services/order/package.json",
    refused: '{"exports":{"./*":"./src/*.ts"}}',
    passes: '{"exports":{}}',
  },
];

function zone(wall: string, file: string, refused: string, passes: string): Try {
  return { wall, file, refused, passes };
}

for (const { wall, file, refused, passes } of tries) {
  test(`${wall}: ${file} may not: ${refused}`, () => {
    const [breach, ...more] = breachesIn(new Map([[file, refused]]));
    assert.equal(breach?.wall, wall);
    assert.ok(breach.message.includes(file) && breach.message.includes(`wall "${wall}"`), breach.message);
    assert.deepEqual(more, []);
    assert.deepEqual(breachesIn(new Map([[file, passes]])), [], passes);
  });
}

test("every wall of the table is tried", () => {
  const tried = new Set(tries.map(({ wall }) => wall));
  const known = [...zones, ...layers, ...surroundings].map(({ name }) => name);
  assert.deepEqual(
    known.filter((name) => !tried.has(name)),
    [],
  );
});

test("a test may use what the product may not", () => {
  const file = "services/order/src/domain/an-order-is-placed.test.ts";
  const source =
    'import { test } from "node:test"; import { anOrder } from "../testing/builders.ts"; process.exit(0)';
  assert.deepEqual(breachesIn(new Map([[file, source]])), []);
});

test("imports named in comments and strings are not imports", () => {
  const source = `// import "@siren/store/open"\nconst text = 'import "@siren/store/open"';`;
  assert.deepEqual(breachesIn(new Map([["discovery/src/main.ts", source]])), []);
});
