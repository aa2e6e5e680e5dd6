import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { alone, type Check, check, Skipped, slow } from "../check.ts";
import { JSON_ACCEPT, PEER, type Trial } from "../trial.ts";
import { hashOf, headOf, instancesOf, onlyInstance, withId } from "../wire-reader.ts";

const EMPTY_ADDRESS = { applications: { versions__delta: "-1", apps__hashcode: "", application: [] } };
const DELTA_LEAST_MS = 175_000;
const DELTA_MOST_MS = 250_000;

/** Retried, because a server in use may change between two reads. */
const quiescent = (t: Trial, holds: () => Promise<void>) =>
  t.settled(holds, Math.max(t.parts.settleMs, t.parts.isOurs ? 0 : 2_000));

async function registerThreeOneOne(t: Trial): Promise<void> {
  for (const n of [1, 2, 3]) await t.register({ instanceId: `${t.id}-${n}` });
  await t.register({ instanceId: `${t.id}-4`, status: "DOWN" });
  await t.register({ instanceId: `${t.id}-5`, status: "OUT_OF_SERVICE" }, PEER);
}

export const listing: readonly Check[] = [
  alone(
    check(50, "the hash counts the statuses, sorted; the delta's is that of everything", async (t) => {
      await registerThreeOneOne(t);
      await quiescent(t, async () => {
        const part = await t.json(`/vips/${t.vip}`);
        assert.equal(headOf(part).hash, "DOWN_1_OUT_OF_SERVICE_1_UP_3_");
        const all = await t.json("/apps");
        assert.equal(headOf(all).hash, hashOf(instancesOf(all)));
        assert.equal(headOf(await t.json("/apps/delta")).hash, headOf(all).hash);
      });
    }),
  ),
  check(51, "what changed often is one entry of the delta, the last", async (t) => {
    await t.register();
    await t.expect(200, "PUT", t.own("/status?value=OUT_OF_SERVICE"));
    await t.expect(200, "DELETE", t.own());
    await t.settled(async () => {
      const entries = withId(await t.json("/apps/delta"), t.id);
      assert.deepEqual(
        entries.map(({ actionType }) => actionType),
        ["DELETED"],
      );
    });
  }),
  slow(
    check(52, "after three minutes the delta has forgotten it", async (t) => {
      await t.register({ leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 600 } });
      const from = performance.now();
      await t.settled(async () => assert.equal(withId(await t.json("/apps/delta"), t.id).length, 1));
      for (;;) {
        const passed = performance.now() - from;
        const there = withId(await t.json("/apps/delta"), t.id).length > 0;
        if (!there) {
          assert.ok(passed >= DELTA_LEAST_MS, `it was gone after ${Math.round(passed / 1000)} s`);
          return;
        }
        assert.ok(passed < DELTA_MOST_MS, "it is still there after 250 s");
        await pause(1_000);
      }
    }),
  ),
  check(53, "a delta that is switched off is 403, the whole list is there", async (t) => {
    const delta = await t.at("GET", "/apps/delta", { headers: JSON_ACCEPT });
    const without = delta.status === 403 || !t.parts.start ? t : await t.another({ EUREKA_DELTA: "0" });
    if (without === t && delta.status !== 403) throw new Skipped("the delta is on");
    assert.equal((await without.expect(403, "GET", "/apps/delta")).bytes.length, 0);
    await without.expect(200, "GET", "/apps");
  }),
  check(
    54,
    "addresses are found whole, in comma lists, in their own case; an unknown one is 200",
    async (t) => {
      assert.deepEqual(await t.json(`/vips/${t.vip}`), EMPTY_ADDRESS);
      assert.deepEqual(await t.json(`/svips/${t.vip}`), EMPTY_ADDRESS);
      await t.register({ vipAddress: `${t.vip}a,${t.vip}b`, secureVipAddress: `${t.vip}s`, status: "DOWN" });
      await t.settled(async () => {
        for (const path of [`/vips/${t.vip}a`, `/vips/${t.vip}b`, `/svips/${t.vip}s`]) {
          assert.equal(onlyInstance(await t.json(path)).instanceId, t.id);
        }
      });
      assert.deepEqual(await t.json(`/vips/${t.vip.toUpperCase()}A`), EMPTY_ADDRESS);
      assert.deepEqual(await t.json(`/vips/${t.vip}s`), EMPTY_ADDRESS);
    },
  ),
  alone(
    check(56, "gzip for who accepts it, the same text for who does not", async (t) => {
      await t.register();
      await quiescent(t, async () => {
        const plain = await t.expect(200, "GET", "/apps", { headers: JSON_ACCEPT });
        const headers = { ...JSON_ACCEPT, "Accept-Encoding": "gzip" };
        const packed = await t.expect(200, "GET", "/apps", { headers });
        assert.equal(plain.headers["content-encoding"], undefined);
        assert.equal(packed.headers["content-encoding"], "gzip");
        assert.equal(gunzipSync(packed.bytes).toString(), plain.text);
      });
    }),
  ),
  alone(
    check(58, "a slash at the end changes nothing", async (t) => {
      await t.register();
      await quiescent(t, async () => {
        const [bare, slashed] = [await t.json("/apps"), await t.json("/apps/")];
        assert.deepEqual(slashed, bare);
      });
      await t.settled(async () => {
        assert.deepEqual(await t.json(`/apps/${t.app}/`), await t.json(`/apps/${t.app}`));
      });
    }),
  ),
  check(71, "a server alone at its start shows what it has, or 403 until it may", async (t) => {
    const fresh = await t.another();
    const { status } = await fresh.at("GET", "/apps");
    assert.equal(status, 200);
    await fresh.register();
    await fresh.expect(200, "GET", fresh.own());
  }),
  check(74, "what was registered is listed at once, or within the cache's time", async (t) => {
    await t.register();
    await t.settled(async () => assert.equal(withId(await t.json("/apps"), t.id).length, 1));
    await t.settled(async () => assert.equal(withId(await t.json("/apps/delta"), t.id).length, 1));
  }),
  check(75, "an application that was asked for too early is found once it is there", async (t) => {
    await t.expect(404, "GET", `/apps/${t.app}`);
    await t.register();
    await t.settled(async () => {
      assert.equal(withId(await t.json(`/apps/${t.app}`), t.id).length, 1);
    });
  }),
  check(79, "regions that nobody knows are not looked at", async (t) => {
    await t.register();
    await t.settled(async () => {
      for (const path of ["/apps?regions=no-such-region", "/apps/delta?regions=no-such-region,other"]) {
        assert.equal(withId(await t.json(path), t.id).length, 1, path);
      }
    });
  }),
];
