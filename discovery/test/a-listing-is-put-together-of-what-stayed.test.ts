import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { readRegistration } from "../src/http/registration.ts";
import { render } from "../src/http/replies.ts";
import { type Shape, Views } from "../src/http/views.ts";
import { applicationsOf, appsHash, compactInstance, fullInstance } from "../src/http/wire.ts";
import { Instances } from "../src/registry/instances.ts";
import type { Lease } from "../src/registry/lease.ts";
import { drivenClock, validInstance } from "../src/testing/registry-on-a-socket.ts";

const SHAPES: readonly Shape[] = (["json", "xml"] as const).flatMap((format) => [
  { format, compact: false, versionOne: false },
  { format, compact: true, versionOne: false },
]);

/** Rendered whole and at once: what the pieces have to add up to. */
function whole(leases: readonly Lease[], versionsDelta: string, hash: string, shape: Shape): string {
  const byApp = Map.groupBy(leases, ({ instance }) => instance.app);
  const written = shape.compact ? compactInstance : fullInstance;
  const list = [...byApp.keys()].sort().map((name) => ({
    name,
    instance: (byApp.get(name) ?? []).map(written),
  }));
  const { format, compact } = shape;
  return render({ applications: applicationsOf(list, { versionsDelta, hash, compact }) }, format, compact);
}

/** A sequence that is the same in each run. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

function populated(count: number) {
  const clock = drivenClock();
  const instances = new Instances({ now: clock.now, expiry: "exact" });
  const views = new Views(instances, clock.now);
  const register = (app: string, id: string) => {
    const changed = { app, instanceId: id, metadata: { text: "two\nlines <&> ]]>", a_b$: "'\"" } };
    instances.register(readRegistration({ instance: validInstance(changed) }, app, clock.now()));
  };
  for (let i = 0; i < count; i++) register(`APP-${i % 3}`, `i${i}`);
  return { clock, instances, views, register };
}

test("after each of a hundred changes every listing is what rendering it whole would give, plain and unpacked", () => {
  const { clock, instances, views, register } = populated(150);
  const draw = sequence(7);
  for (let round = 1; round <= 100; round++) {
    clock.pass(1_000);
    const app = `APP-${draw(4)}`;
    const id = `i${draw(200)}`;
    if (draw(3) === 0) instances.cancel(app, id);
    else if (draw(2) === 0) instances.setOverride(app, id, "OUT_OF_SERVICE");
    else register(app, id);
    if (round % 10 > 1) continue;
    for (const shape of SHAPES) {
      const all = instances.all();
      const expected = whole(all, "1", appsHash(all), shape);
      assert.equal(views.all(shape).plain().toString(), expected);
      assert.equal(gunzipSync(views.all(shape).gzip()).toString(), expected);
      const delta = views.delta(shape).plain().toString();
      const version = /versions__delta"?[:>]"?(\d+)/.exec(delta)?.[1] ?? "";
      assert.equal(delta, whole(instances.recentlyChanged(), version, appsHash(all), shape));
      const [of] = all;
      if (!of) continue;
      const name = of.instance.app;
      const instance = instances.ofApp(name).map(shape.compact ? compactInstance : fullInstance);
      const one = render({ application: { name, instance } }, shape.format, shape.compact);
      assert.equal(views.app(name, shape)?.plain().toString(), one);
      const found = whole(all, "-1", appsHash(all), shape);
      assert.equal(views.byAddress("vipAddress", "foo", shape).plain().toString(), found);
    }
  }
});

test("an empty registry, one service and none of that name are as they were", () => {
  const { instances, views } = populated(0);
  for (const shape of SHAPES) {
    assert.equal(views.all(shape).plain().toString(), whole([], "1", "", shape));
    assert.equal(gunzipSync(views.all(shape).gzip()).toString(), whole([], "1", "", shape));
    assert.equal(views.byAddress("vipAddress", "x", shape).plain().toString(), whole([], "-1", "", shape));
    assert.equal(views.app("NONE", shape), undefined);
  }
  assert.equal(instances.version, 0);
});

test("nothing is put together twice while nothing changes, also not by heartbeats", () => {
  const { instances, views } = populated(50);
  const shape: Shape = { format: "json", compact: false, versionOne: false };
  const before = views.all(shape);
  instances.renew("APP-1", "i1");
  assert.equal(views.all(shape), before);
  instances.setOverride("APP-1", "i1", "DOWN");
  assert.notEqual(views.all(shape), before);
});

test("a time in a listing is not older than Eureka's cache would let it be, a few runs with each change", () => {
  const { clock, instances, views, register } = populated(20);
  const shape: Shape = { format: "json", compact: false, versionOne: false };
  views.all(shape);
  clock.pass(200_000);
  for (const { instance } of instances.all()) instances.renew(instance.app, instance.instanceId);
  register("NEW", "n1");
  const renewedAt = clock.now();
  const listed = views.all(shape).plain().toString();
  assert.equal(listed.split(`"lastRenewalTimestamp":${renewedAt}`).length - 1, 21);
});
