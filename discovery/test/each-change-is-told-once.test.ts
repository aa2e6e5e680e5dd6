import assert from "node:assert/strict";
import { test } from "node:test";
import { readRegistration } from "../src/http/registration.ts";
import { ChangeRing } from "../src/push/change-ring.ts";
import type { Change } from "../src/registry/change-feed.ts";
import { Instances } from "../src/registry/instances.ts";
import { Operations, type Performed } from "../src/registry/operations.ts";
import { drivenClock, validInstance } from "../src/testing/registry-on-a-socket.ts";

function registry() {
  const { now } = drivenClock();
  const instances = new Instances({ now, expiry: "exact" });
  const operations = new Operations(instances, () => false);
  const told: Change[] = [];
  const performed: Performed[] = [];
  const end = instances.onChange((change) => told.push(change));
  operations.onPerformed((one) => performed.push(one));
  const described = (changed: Record<string, unknown> = {}) =>
    readRegistration({ instance: validInstance(changed) }, "FOO", now());
  return { now, instances, operations, told, performed, described, end };
}

test("every kind of change is told with its origin and a cursor that grows, a heartbeat is no change", () => {
  const { now, instances, operations, told, described } = registry();
  operations.register(described());
  operations.renew("FOO", "i1");
  operations.register(described({ lastDirtyTimestamp: "200" }), "peer");
  operations.setStatus("FOO", "i1", "OUT_OF_SERVICE");
  operations.setStatus("FOO", "i1", "OUT_OF_SERVICE");
  operations.removeStatus("FOO", "i1", "UP", { origin: "peer" });
  operations.setMetadata("FOO", "i1", [["zone", "a"]]);
  operations.cancel("FOO", "i1", "peer");
  operations.cancel("FOO", "i1", "peer");
  instances.evict(operations.register(described()));
  assert.deepEqual(
    told.map(({ event, origin, lease }) => `${event} ${origin} ${lease.instance.status}`),
    [
      "registered client UP",
      "replaced peer UP",
      "status client OUT_OF_SERVICE",
      "status peer UP",
      "replaced client UP",
      "cancelled peer UP",
      "registered client UP",
      "evicted registry UP",
    ],
  );
  assert.deepEqual(
    told.map(({ cursor }) => cursor),
    Array.from(told, (_, at) => now() + at + 1),
  );
  assert.equal(instances.cursor, told.at(-1)?.cursor);
  assert.equal(told.at(-1)?.lease.instance.actionType, "DELETED");
});

test("peers are sent what was submitted; what fails and what is evicted is not for them", () => {
  const { instances, operations, performed, described } = registry();
  operations.register(described({ lastDirtyTimestamp: "200" }));
  const older = described({ lastDirtyTimestamp: "100", hostName: "older" });
  operations.register(older);
  operations.renew("FOO", "i1", { lastDirtyTimestamp: 300 });
  operations.renew("FOO", "nobody");
  operations.setStatus("FOO", "nobody", "DOWN");
  operations.setStatus("FOO", "i1", "DOWN", { origin: "peer" });
  operations.removeStatus("FOO", "i1", undefined);
  operations.renew("FOO", "i1");
  const lease = operations.cancel("FOO", "i1");
  assert.ok(lease);
  instances.evict(lease);
  assert.deepEqual(
    performed.map(({ action, origin }) => `${action} ${origin}`),
    [
      "Register client",
      "Register client",
      "Heartbeat client",
      "StatusUpdate peer",
      "DeleteStatusOverride client",
      "Cancel client",
    ],
  );
  const second = performed[1];
  assert.ok(second?.action === "Register");
  assert.equal(second.submitted, older);
  assert.equal(second.lease.instance.hostName, "h1");
});

test("whoever ended the subscription is told nothing", () => {
  const { operations, told, described, end } = registry();
  end();
  operations.register(described());
  assert.deepEqual(told, []);
});

test("what is kept for who comes back has an end in number and in size; beyond it everything is read anew", () => {
  const ring = new ChangeRing({ epoch: "e", capacity: 8, cursor: 100, maxCharacters: 1_000 });
  const add = (cursor: number, length: number) =>
    ring.add({ cursor, key: `FOO/${cursor}`, text: "x".repeat(length) });
  for (let cursor = 101; cursor <= 110; cursor++) add(cursor, 10);
  assert.equal(ring.since("e-100").kind, "resumed");
  add(111, 10);
  assert.deepEqual([ring.since("e-102").kind, ring.since("e-103").kind], ["reset", "resumed"]);
  for (let cursor = 112; cursor <= 115; cursor++) add(cursor, 300);
  const { kind, texts } = { texts: [], ...ring.since("e-113") };
  assert.deepEqual([kind, texts.length, ring.since("e-111").kind], ["resumed", 2, "reset"]);
  // Its own change is gone: whoever saw a later one saw it too, and of the others nobody can say so.
  assert.deepEqual([ring.lastOf("FOO/101"), ring.lastOf("FOO/115")], [112, 115]);
  add(116, 5_000);
  assert.deepEqual(
    [ring.since("e-115").kind, ring.since("e-116")],
    ["reset", { kind: "resumed", texts: [] }],
  );

  const wide = new ChangeRing({ epoch: "e", capacity: 100, cursor: 0 });
  for (let cursor = 1; cursor <= 60; cursor++) wide.add({ cursor, key: "", text: "x".repeat(10_000) });
  assert.deepEqual([wide.since("e-0").kind, wide.since("e-10").kind], ["reset", "resumed"]);
});
