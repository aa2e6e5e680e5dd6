import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { businessDayAt, openBusinessDay } from "../src/domain/opening.ts";
import { testStore } from "../src/testing/build-menu.ts";

const seoul = (text: string) => Date.parse(`${text}+09:00`);
const open = { state: "OPEN", until: null } as const;
const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test("the business day is Seoul's, and lasts until the store closes", () => {
  assert.equal(businessDayAt(testStore, seoul("2026-11-20T08:00:00")), "2026-11-20");
  assert.equal(businessDayAt(testStore, seoul("2026-11-20T21:59:59")), "2026-11-20");
  assert.equal(businessDayAt(testStore, seoul("2026-11-20T22:00:00")), null);
  assert.equal(businessDayAt(testStore, seoul("2026-11-21T23:30:00")), "2026-11-21");
  assert.equal(businessDayAt(testStore, seoul("2026-11-22T01:30:00")), "2026-11-21");
  assert.equal(businessDayAt(testStore, seoul("2026-11-22T02:00:00")), null);
});

test("a closed store, and a paused one until its pause ends, take no order; a busy one does", () => {
  const now = seoul("2026-11-20T10:00:00");
  assert.throws(
    () => openBusinessDay(testStore, open, seoul("2026-11-20T07:59:59")),
    refusedWith("STORE_CLOSED"),
  );
  const pause = { state: "PAUSED", until: now + 60_000 } as const;
  assert.throws(() => openBusinessDay(testStore, pause, now), refusedWith("STORE_PAUSED"));
  assert.throws(
    () => openBusinessDay(testStore, { ...pause, until: null }, now),
    refusedWith("STORE_PAUSED"),
  );
  assert.equal(openBusinessDay(testStore, pause, now + 60_000), "2026-11-20");
  assert.equal(openBusinessDay(testStore, { state: "BUSY", until: null }, now), "2026-11-20");
});

test("near its closing a store takes nothing more; one that goes on into the next day does", () => {
  const last = seoul("2026-11-20T21:50:00");
  assert.equal(openBusinessDay(testStore, open, last - 1), "2026-11-20");
  assert.throws(() => openBusinessDay(testStore, open, last), refusedWith("STORE_CLOSED"));
  const allDay = { ...testStore, week: Array.from({ length: 7 }, () => ({ opens: 0, closes: 1_440 })) };
  assert.equal(openBusinessDay(allDay, open, seoul("2026-11-20T23:59:59")), "2026-11-20");
  const untilNine = { opens: 0, closes: 1_260 };
  const stopsTomorrow = { ...allDay, holidays: [{ day: "2026-11-21", name: testStore.name, hours: null }] };
  assert.throws(
    () => openBusinessDay(stopsTomorrow, open, seoul("2026-11-20T23:50:00")),
    refusedWith("STORE_CLOSED"),
  );
  const short = { ...allDay, holidays: [{ day: "2026-11-21", name: testStore.name, hours: untilNine }] };
  assert.equal(openBusinessDay(short, open, seoul("2026-11-20T23:59:59")), "2026-11-20");
});

test("on a holiday its own hours hold, or none", () => {
  const name = testStore.name;
  const holidays = [
    { day: "2026-11-20", name, hours: null },
    // A Sunday, on which it is closed otherwise.
    { day: "2026-11-22", name, hours: { opens: 600, closes: 1_500 } },
  ];
  const store = { ...testStore, holidays };
  assert.equal(businessDayAt(store, seoul("2026-11-20T10:00:00")), null);
  assert.equal(businessDayAt(store, seoul("2026-11-22T10:00:00")), "2026-11-22");
  assert.equal(businessDayAt(store, seoul("2026-11-23T00:30:00")), "2026-11-22");
  assert.equal(businessDayAt(store, seoul("2026-11-27T10:00:00")), "2026-11-27");
});
