/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { lastStore, meanStore, meantStores } from "../src/shared/chosen-stores.ts";
import { distanceWords } from "../src/shared/distance.ts";
import { openingAt } from "../src/shared/opening.ts";
import { openingWords } from "../src/shared/opening-words.ts";
import { createWhere } from "../src/shared/where.ts";
import { doubtAbout } from "../src/shared/wrong-store.ts";
import { memory } from "./memory.ts";

const hourMs = 3_600_000;
/** A Monday's midnight in Seoul. */
const monday = Date.UTC(2026, 10, 22, 15);
const say = (key: string, filled: object = {}) => [key, ...Object.values(filled)].join(" ");
const nine = { opens: 540, closes: 1_320 };
const calendar = { week: [null, nine, nine, null, nine, nine, nine], holidays: [], lastOrderMinutes: 30 };
const wordsAt = (hours: number) => openingWords(openingAt(calendar, monday + hours * hourMs), say, "en");

test("who is closed says when it opens: today, tomorrow, or on which day", () => {
  assert.equal(wordsAt(8), "closedNow · opensToday 09:00");
  assert.equal(wordsAt(12), "openNow · until 22:00");
  assert.equal(wordsAt(21.75), "pastLastOrder · until 22:00");
  assert.equal(wordsAt(23), "closedNow · opensTomorrow 09:00");
  assert.equal(wordsAt(24 + 23), "closedNow · opensOn Thursday 09:00");
  const never = { ...calendar, week: calendar.week.map(() => null) };
  assert.equal(openingWords(openingAt(never, monday), say, "en"), "closedNow");
});

test("a distance is said as people say it", () => {
  assert.deepEqual([4, 84, 994, 996, 1_240, 9_949, 34_400].map(distanceWords), [
    ...["10 m", "80 m", "990 m", "1.0 km", "1.2 km", "9.9 km", "34 km"],
  ]);
});

test("the place is asked for in a tap only, told no more exactly than is needed, and a refusal is taken", async () => {
  const asked: ((code?: number) => void)[] = [];
  const where = createWhere({
    getCurrentPosition: (known, refused) =>
      asked.push((code) =>
        code === undefined
          ? known({ coords: { latitude: 37.54239999, longitude: 127.0563123 } })
          : refused({ code }),
      ),
  });
  assert.equal(asked.length, 0, "nothing is asked before the tap");
  where.ask();
  where.ask();
  assert.deepEqual([asked.length, where.get().kind], [1, "asking"]);
  asked[0]?.(1);
  assert.equal(where.get().kind, "refused");
  where.ask();
  asked[1]?.(3);
  assert.equal(where.get().kind, "unavailable");
  where.ask();
  asked[2]?.();
  assert.deepEqual(where.get(), { kind: "known", near: "37.5424,127.0563" });
  const nowhere = createWhere(undefined);
  await nowhere.recall();
  assert.equal(nowhere.get().kind, "unasked");
  nowhere.ask();
  assert.equal(nowhere.get().kind, "unavailable");
});

test("who has allowed it before is not asked again", async () => {
  for (const [state, kind] of [
    ["granted", "known"],
    ["prompt", "unasked"],
    ["denied", "unasked"],
  ] as const) {
    const here = { coords: { latitude: 1, longitude: 2 } };
    const where = createWhere(
      { getCurrentPosition: (known) => known(here) },
      { query: async () => ({ state }) },
    );
    await where.recall();
    assert.equal(where.get().kind, kind, state);
  }
});

const named = (storeId: string, distanceM?: number) => ({
  storeId,
  name: { ko: storeId, en: storeId },
  distanceM,
});
const far = [named("near", 300), named("far", 7_400), named("further", 330_000)];
const unknown = far.map(({ storeId }) => named(storeId));
const nothing = { meant: [], confirmed: [] };

test("a store that is far, with another one nearer, is asked about once", () => {
  const doubt = doubtAbout({ storeId: "far", stores: far, ...nothing });
  assert.deepEqual(doubt && "other" in doubt && [doubt.kind, doubt.other.storeId], ["far", "near"]);
  assert.equal(doubtAbout({ storeId: "near", stores: far, ...nothing }), null);
  assert.equal(doubtAbout({ storeId: "far", stores: far, meant: [], confirmed: ["far"] }), null);
  assert.equal(doubtAbout({ storeId: "a", stores: [named("a", 9_000)], ...nothing })?.kind, "far-alone");
  const alike = [named("a", 1_500), named("b", 1_700)];
  assert.equal(doubtAbout({ storeId: "b", stores: alike, ...nothing })?.kind, "far-alone");
});

test("while nobody knows where they are, it is the first time elsewhere that is asked about", () => {
  assert.equal(
    doubtAbout({ storeId: "far", stores: unknown, ...nothing }),
    null,
    "a first visit is no doubt",
  );
  const doubt = doubtAbout({ storeId: "far", stores: unknown, meant: ["near"], confirmed: [] });
  assert.equal(doubt?.kind, "unusual");
  assert.equal(doubtAbout({ storeId: "far", stores: unknown, meant: ["near", "far"], confirmed: [] }), null);
  assert.equal(doubtAbout({ storeId: "far", stores: unknown, meant: ["gone"], confirmed: [] }), null);
});

test("what was chosen is remembered where the browser lets us, and nonsense is nothing", () => {
  const storage = memory();
  meanStore("seongsu", storage);
  meanStore("haeundae", storage);
  meanStore("seongsu", storage);
  assert.deepEqual(meantStores(storage), ["seongsu", "haeundae"]);
  storage.setItem("siren.stores-meant", '["../x"]');
  storage.setItem("siren.store", "%00");
  assert.deepEqual([meantStores(storage), lastStore(storage)], [[], null]);
});
