import assert from "node:assert/strict";
import { feedPage, feedSnapshot } from "@siren/contracts/envelope";
import { type EventType, eventsOf } from "@siren/contracts/events";
import type { FeedOwner } from "@siren/contracts/feeds";
import { formFaults } from "@siren/contracts/form";
import { goldenEvents } from "@siren/contracts/golden";
import { envelopeExamples, snapshotExamples } from "@siren/contracts/golden-between";
import { baristaState, memberState, menuState, orderSnapshot } from "@siren/contracts/snapshots";
import type * as z from "zod/mini";

/** What was told has the form of the contracts' example. */
export function assertForm(what: string, schema: z.ZodMiniType, example: unknown, told: unknown): void {
  assert.deepEqual(formFaults(schema, example, told), [], what);
}

/** A page of a feed with everything that its owner tells: each event has the form of its example, none is missing. */
export function assertToldAsAgreed(
  owner: FeedOwner,
  page: { events: { type: string; data: unknown }[] },
): void {
  assertForm(`${owner}'s feed`, feedPage, envelopeExamples.feedPage, page);
  const catalogue: Record<string, z.ZodMiniType> = eventsOf[owner];
  const types = [...new Set(page.events.map(({ type }) => type))].sort();
  assert.deepEqual(types, Object.keys(catalogue).sort(), `the types that ${owner} tells`);
  for (const { type, data } of page.events) {
    const schema = catalogue[type];
    assert.ok(schema);
    assertForm(type, schema, goldenEvents[type as EventType], data);
  }
}

const stateOf = {
  menu: [menuState, snapshotExamples.menuState],
  member: [memberState, snapshotExamples.memberState],
  order: [orderSnapshot, snapshotExamples.orderSnapshot],
  barista: [baristaState, snapshotExamples.baristaState],
} as const satisfies Record<FeedOwner, readonly [z.ZodMiniType, unknown]>;

/** The same for what is told to those whose cursor is gone. Each of its lists has to hold something. */
export function assertSnapshotAsAgreed(owner: FeedOwner, snapshot: { state: object }): void {
  assertForm(`${owner}'s snapshot`, feedSnapshot, envelopeExamples.feedSnapshot, snapshot);
  const [schema, example] = stateOf[owner];
  assertForm(`the state of ${owner}`, schema, example, snapshot.state);
  for (const [name, list] of Object.entries(snapshot.state)) assert.notEqual(list.length, 0, name);
}
