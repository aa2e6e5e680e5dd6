import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod/mini";
import * as accounts from "../src/accounts.ts";
import * as audit from "../src/audit.ts";
import * as barista from "../src/barista.ts";
import * as envelope from "../src/envelope.ts";
import * as events from "../src/events.ts";
import { bare, formFaults } from "../src/form.ts";
import { goldenEvents, goldenOrder } from "../src/golden.ts";
import { accountExamples } from "../src/golden-accounts.ts";
import { baristaExamples } from "../src/golden-barista.ts";
import * as between from "../src/golden-between.ts";
import { gatewayExamples } from "../src/golden-gateways.ts";
import { journeyExamples } from "../src/golden-journey.ts";
import * as goldenLive from "../src/golden-live.ts";
import { memberExamples } from "../src/golden-member.ts";
import { menuExamples } from "../src/golden-menu.ts";
import { menuDeskExamples } from "../src/golden-menu-desk.ts";
import { notificationExamples } from "../src/golden-notifications.ts";
import { opsExamples, opsLiveExamples } from "../src/golden-ops.ts";
import { orderExamples } from "../src/golden-order.ts";
import { pushExamples } from "../src/golden-push.ts";
import { walletExamples } from "../src/golden-wallet.ts";
import * as identity from "../src/identity.ts";
import * as journey from "../src/journey.ts";
import * as live from "../src/live.ts";
import * as member from "../src/member.ts";
import * as menu from "../src/menu.ts";
import * as menuDesk from "../src/menu-desk.ts";
import * as notifications from "../src/notifications.ts";
import * as ops from "../src/ops.ts";
import * as gateways from "../src/ops-gateways.ts";
import * as order from "../src/order.ts";
import * as problems from "../src/problems.ts";
import * as push from "../src/push.ts";
import * as snapshots from "../src/snapshots.ts";
import * as wallet from "../src/wallet.ts";

/** Each place where shapes are written, and where their examples are. */
const written: Record<string, [shapes: object, examples: object]> = {
  accounts: [accounts, accountExamples],
  audit: [audit, between.auditExamples],
  barista: [barista, baristaExamples],
  envelope: [envelope, between.envelopeExamples],
  events: [events, { ticketOrder: goldenOrder }],
  "events' data": [events.eventCatalogue, goldenEvents],
  identity: [identity, between.identityExamples],
  live: [live, goldenLive.liveExamples],
  "live events of orders": [live.orderLiveEvents, goldenLive.orderLiveExamples],
  "live events of the board": [live.boardLiveEvents, goldenLive.boardLiveExamples],
  "live events of the call board": [live.callLiveEvents, goldenLive.callLiveExamples],
  member: [member, memberExamples],
  menu: [menu, menuExamples],
  "the menu's desk": [menuDesk, menuDeskExamples],
  notifications: [notifications, notificationExamples],
  ops: [ops, opsExamples],
  "what gateways tell each other": [gateways, gatewayExamples],
  "an order's journey": [journey, journeyExamples],
  "live events of ops": [ops.opsLiveEvents, opsLiveExamples],
  order: [order, orderExamples],
  problems: [problems, between.problemExamples],
  push: [push, pushExamples],
  snapshots: [snapshots, between.snapshotExamples],
  wallet: [wallet, walletExamples],
};

const hasFields = (schema: unknown): schema is z.ZodMiniType =>
  schema instanceof z.core.$ZodObject || schema instanceof z.core.$ZodUnion;

/** Fields that an example does not show; what it does not show, nobody is held to. */
function unshown(schema: z.core.$ZodType, example: unknown, at: string): string[] {
  const { inner } = bare(schema);
  if (inner instanceof z.core.$ZodArray) {
    const all = example as unknown[];
    return all.length === 0 ? [at] : all.flatMap((one) => unshown(inner._zod.def.element, one, `${at}[]`));
  }
  if (!(inner instanceof z.core.$ZodObject) || example === null) return [];
  return Object.entries(inner._zod.def.shape).flatMap(([key, field]) =>
    key in (example as object)
      ? unshown(field, (example as Record<string, unknown>)[key], `${at}.${key}`)
      : [`${at}.${key}`],
  );
}

for (const [place, [shapes, examples]] of Object.entries(written)) {
  const schemas = Object.entries(shapes).filter(([, schema]) => hasFields(schema));

  test(`${place}: each shape has an example, and no other thing has one`, () => {
    assert.deepEqual(Object.keys(examples).sort(), schemas.map(([name]) => name).sort());
  });

  for (const [name, schema] of schemas) {
    test(`${place}: the example of ${name} shows every field and is read without loss`, () => {
      const example = (examples as Record<string, unknown>)[name];
      assert.deepEqual(unshown(schema, example, name), []);
      const fromWire: unknown = JSON.parse(JSON.stringify(example));
      assert.deepEqual(schema.parse(fromWire), example);
      assert.deepEqual(formFaults(schema, example, fromWire), []);
    });
  }
}
