import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { alone, ByIntent, type Check, check, Skipped, slow } from "../check.ts";
import type { Trial } from "../trial.ts";
import { instancesOf } from "../wire-reader.ts";

const DURATION_SECS = 4;
const LEASE = { renewalIntervalInSecs: 1, durationInSecs: DURATION_SECS };
/** An eviction run of Netflix's server comes once a minute, its read cache lags by half a one. */
const FOREIGN_LAG_MS = 120_000;
const OWN_LAG_MS = 3_000;

const SP_OFF = { EUREKA_SELF_PRESERVATION: "0" };

/** The registry that may be emptied by its own leases: our own, or one that was given to the suite whole. */
async function forgetful(t: Trial): Promise<Trial> {
  if (t.parts.start) return await t.another(SP_OFF);
  if (!t.parts.isOurs) throw new Skipped("needs a server without self-preservation: --own or --mine");
  return t;
}

async function listed(t: Trial): Promise<number> {
  const { status, text } = await t.at("GET", `/apps/${t.app}`, { headers: { Accept: "application/json" } });
  return status === 404 ? 0 : instancesOf(JSON.parse(text)).length;
}

/** How long after now the last one of this trial's is gone. */
async function msUntilGone(t: Trial, patienceMs: number): Promise<number> {
  const from = performance.now();
  while ((await listed(t)) > 0) {
    assert.ok(performance.now() - from < patienceMs, `it is still listed after ${patienceMs / 1000} s`);
    await pause(100);
  }
  return performance.now() - from;
}

async function ends(t: Trial, factor: number, lagMs: number, from: () => Promise<void>): Promise<void> {
  const leastMs = factor * DURATION_SECS * 1000;
  await from();
  const gone = await msUntilGone(t, leastMs + lagMs);
  // The start of the measurement is a moment after the server's.
  assert.ok(gone > leastMs - 500, `it was gone after ${Math.round(gone)} ms, before ${leastMs} ms`);
}

async function beatEachSecond(t: Trial, ids: readonly string[], seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    for (const id of ids) await t.at("PUT", t.own("", id));
    await pause(1_000);
  }
}

async function registerMany(t: Trial, count: number, leaseInfo: object): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, at) => `${t.id}-${at}`);
  for (const instanceId of ids) await t.register({ instanceId, leaseInfo });
  return ids;
}

/** Netflix's count of whole minutes: what came in one decides the next. */
async function netflixThreshold(t: Trial): Promise<void> {
  await Promise.all(
    [17, 18].map(async (renewals) => {
      const one = await t.another();
      const ids = await registerMany(one, 9, { renewalIntervalInSecs: 30, durationInSecs: 1 });
      for (let at = 0; at < renewals; at++) await one.expect(200, "PUT", one.own("", ids[at % 9]));
      await pause(100_000);
      const left = await listed(one);
      if (renewals === 17) assert.equal(left, 9, `17 renewals: ${left} of 9 are left`);
      else assert.ok(left < 9, "18 renewals, and nobody was evicted");
    }),
  );
}

/** Ours: nine of ten that renew let the tenth go, eight of ten keep everybody. */
async function ownThreshold(t: Trial): Promise<void> {
  await Promise.all(
    [9, 8].map(async (living) => {
      const one = await t.another();
      const ids = await registerMany(one, 10, { renewalIntervalInSecs: 1, durationInSecs: 8 });
      await beatEachSecond(one, ids.slice(0, living), 16);
      assert.equal(await listed(one), living === 9 ? 9 : 10, `${living} of 10 renewed`);
    }),
  );
}

export const leases: readonly Check[] = [
  slow(
    check(60, "a lease never renewed lasts its duration, a renewed one twice that", async (t) => {
      const lagMs = t.parts.start ? OWN_LAG_MS : FOREIGN_LAG_MS;
      const never = await forgetful(t);
      await ends(never, 1, lagMs, () => never.register({ leaseInfo: LEASE }));
      const renewed = await forgetful(t);
      const isExact = t.parts.start !== undefined && !t.parts.compat;
      await ends(renewed, isExact ? 1 : 2, lagMs, async () => {
        await renewed.register({ leaseInfo: LEASE });
        await renewed.expect(200, "PUT", renewed.own());
      });
      if (isExact) throw new ByIntent("a renewed lease lasts its duration too; --compat for twice that");
    }),
  ),
  slow(
    alone(
      check(61, "of a hundred that expired at once the first run removes fifteen", async (t) => {
        const one = await forgetful(t);
        if (instancesOf(await one.json("/apps")).length > 0) throw new Skipped("the server is in use");
        await registerMany(one, 100, LEASE);
        let left = 100;
        const deadline = performance.now() + (t.parts.start ? 20_000 : 2 * FOREIGN_LAG_MS);
        while (left === 100) {
          assert.ok(performance.now() < deadline, "nobody was evicted");
          await pause(50);
          left = await listed(one);
        }
        // A run may come while the last of them still had a moment: the next is a minute away, or has no more to give.
        await pause(3_000);
        assert.equal(await listed(one), 85);
      }),
    ),
  ),
  slow(
    check(62, "ten expected clients: 17 renewals a minute evict nobody, 18 do", async (t) => {
      if (!t.parts.start) throw new Skipped("needs a server of its own: --own");
      if (t.parts.compat) return await netflixThreshold(t);
      await ownThreshold(t);
      throw new ByIntent(
        "expected renewals are counted by each lease's own interval; --compat for Netflix's",
      );
    }),
  ),
];
