import assert from "node:assert/strict";
import { test } from "node:test";

import { menuExamples } from "@siren/contracts/golden-menu";
import { staffRequest } from "@siren/contracts/member";
import { menuItem, storeDraft } from "@siren/contracts/menu";
import { promotionDraft } from "@siren/contracts/menu-desk";
import * as hours from "../src/features/desk/hours-form.ts";
import { blankForm, faultsOfForm, formOf, freshId, itemFrom } from "../src/features/desk/item-form.ts";
import { moved } from "../src/features/desk/moved.ts";
import * as profile from "../src/features/desk/profile-form.ts";
import * as promotion from "../src/features/desk/promotion-form.ts";
import { fromLocalInput, localInput, seoulDay } from "../src/features/desk/seoul-time.ts";
import { blankForm as blankStaff, faultsOf as faultsOfStaff } from "../src/features/desk/staff-form.ts";

const noonInSeoul = Date.UTC(2026, 10, 22, 3, 0, 0);

test("an item comes out of its form as it went in", () => {
  const item = menuItem.parse(menuExamples.menuItem);
  assert.deepEqual(faultsOfForm(formOf(item)), {});
  const again = menuItem.parse({ itemId: item.itemId, ...itemFrom(formOf(item)) });
  assert.deepEqual(formOf(again), formOf(item));
  const { optionGroups: _groups, ...rest } = item;
  const { optionGroups: _again, ...restAgain } = again;
  assert.deepEqual(restAgain, rest);
});

test("each field of an item that cannot be saved is named", () => {
  const choice = { choiceId: "x", ko: "", en: "y".repeat(81), price: "-1", isDefault: false, allergens: [] };
  const wrong = {
    ...blankForm("coffee"),
    ...{
      nameKo: " ",
      nameEn: "x".repeat(81),
      aboutKo: "only one",
      price: "1e3",
      prepSeconds: "901",
      kcal: "many",
    },
    groups: [{ groupId: "g", ko: "", en: "", min: "11", max: "0", choices: [choice] }],
  };
  assert.deepEqual(Object.keys(faultsOfForm(wrong)).sort(), [
    ...["aboutEn", "choice.x.en", "choice.x.ko", "choice.x.price", "group.g.en", "group.g.ko"],
    ...["group.g.max", "group.g.min", "kcal", "nameEn", "nameKo", "prepSeconds", "price"],
  ]);
});

test("a new item is named by its English name, and never by one that is taken", () => {
  assert.equal(freshId("Café Latte — Oat!", new Set(), "item-1"), "cafe-latte-oat");
  assert.equal(freshId("Latte", new Set(["latte", "latte-2"]), "item-1"), "latte-3");
  assert.equal(freshId("라떼", new Set(), "item-4"), "item-4");
});

test("a store that closes past midnight is written by the clock, and read back as it is", () => {
  const day = (opens: string, closes: string) => hours.hoursFrom({ isOpen: true, opens, closes });
  assert.deepEqual(day("07:30", "01:00"), { opens: 450, closes: 1_500 });
  assert.deepEqual(day("00:00", "00:00"), { opens: 0, closes: 1_440 });
  assert.equal(day("", "10:00"), undefined);
  assert.equal(hours.hoursFrom({ isOpen: false, opens: "", closes: "" }), null);
  const { week, lastOrderMinutes } = menuExamples.storeProfile;
  const form = hours.weekFormOf({ ...menuExamples.storeProfile });
  assert.deepEqual([hours.faultsOfWeek(form), hours.weekFrom(form)], [{}, { week, lastOrderMinutes }]);
});

test("hours that overlap the next day, or are none, are said by their day", () => {
  const open = { isOpen: true, opens: "08:00", closes: "22:00" };
  const week = { day0: open, day1: open, day2: open, day3: open, day4: open, day5: open, day6: open };
  const faults = hours.faultsOfWeek({
    ...{ ...week, day1: { ...open, opens: "10:00", closes: "09:00" }, day4: { ...open, closes: "" } },
    lastOrder: "121",
  });
  assert.deepEqual(faults, { day1: "overlaps", day4: "timeWrong", lastOrder: "numberWrong" });
});

test("a holiday needs a date of its own, names, and hours where it is open", () => {
  const good = { ...hours.blankHoliday, day: "2026-12-25", ko: "성탄절", en: "Christmas" };
  assert.deepEqual(hours.faultsOfHolidays([good]), {});
  assert.deepEqual(hours.holidayFrom(good), {
    day: good.day,
    name: { ko: good.ko, en: good.en },
    hours: null,
  });
  const wrong = [good, good, { ...good, day: "2026-02-30", ko: " ", en: "", isOpen: true, opens: "" }];
  assert.deepEqual(hours.faultsOfHolidays(wrong), {
    "1.day": "dateTwice",
    ...{ "2.day": "dateWrong", "2.ko": "required", "2.en": "required", "2.opens": "timeWrong" },
  });
});

test("a promotion is written for the clocks of Seoul, whatever the tablet's are", () => {
  assert.equal(localInput(noonInSeoul), "2026-11-22T12:00");
  assert.equal(fromLocalInput("2026-11-22T12:00"), noonInSeoul);
  assert.deepEqual([fromLocalInput("2026-13-01T00:00"), fromLocalInput("soon")], [null, null]);
  assert.equal(seoulDay(Date.UTC(2026, 10, 21, 15, 0)), "2026-11-22");
  const blank = promotion.blankForm("seongsu", noonInSeoul + 1);
  assert.equal(blank.from, "2026-11-22T13:00");
  const form = {
    ...blank,
    ko: " 스콘 ",
    en: "Scone",
    words: "라떼, latte,, 라떼",
    hasHours: true,
    hoursUntil: "00:00",
  };
  assert.deepEqual(promotion.faultsOf(form), {});
  const draft = promotionDraft.parse(promotion.draftFrom(form, 3));
  assert.deepEqual(
    [draft.text.ko, draft.words, draft.hours],
    ["스콘", ["라떼", "latte"], { from: 420, until: 1_440 }],
  );
  assert.equal(draft.expectedVersion, 3);
});

test("each field of a promotion that cannot be saved is named", () => {
  const wrong = {
    ...promotion.blankForm("seongsu", noonInSeoul),
    ...{ ko: "", en: "x".repeat(121), until: "2026-11-22T12:00", storeIds: [], words: "y".repeat(41) },
    ...{ hasHours: true, hoursFrom: "", hoursUntil: "25:61" },
  };
  const faults = promotion.faultsOf({ ...wrong, hoursUntil: "" });
  assert.deepEqual(faults, {
    ...{ ko: "required", en: "tooLong", until: "untilWrong", storeIds: "storesNone", words: "wordsWrong" },
    ...{ hoursFrom: "timeWrong", hoursUntil: "timeWrong" },
  });
  assert.deepEqual(promotion.faultsOf({ ...wrong, from: "", until: "" }).from, "timeWrong");
});

test("somebody new needs an address, a password and a name that can be called", () => {
  const good = { ...blankStaff("seongsu"), email: "haru@siren.example", nickname: "하루" };
  assert.deepEqual(faultsOfStaff(good, "a staff password"), {});
  const { hasAccount: _made, ...sent } = good;
  staffRequest.parse({ ...sent, password: "a staff password" });
  const wrong = { email: "nobody", nickname: "\u200b", hasAccount: false, roles: [], stores: [] };
  assert.deepEqual(faultsOfStaff(wrong, "short"), {
    ...{ email: "emailWrong", password: "passwordWrong", nickname: "nicknameWrong" },
    ...{ roles: "rolesNone", stores: "storesNone" },
  });
  assert.deepEqual(faultsOfStaff({ ...good, email: "" }, null), {}, "who is there already has both");
  const theirs = { ...good, nickname: "", hasAccount: true };
  assert.deepEqual(faultsOfStaff(theirs, ""), {}, "whoever has an account has a name and a password");
  assert.deepEqual(faultsOfStaff({ ...theirs, email: "" }, ""), { email: "emailWrong" });
});

test("one place up or down, and not beyond an end", () => {
  assert.deepEqual(moved(["a", "b", "c"], 1, -1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], 1, 1), ["a", "c", "b"]);
  assert.deepEqual(moved(["a", "b"], 1, 1), ["a", "b"]);
  assert.deepEqual(moved(["a", "b"], 0, -1), ["a", "b"]);
});

test("a store is saved with what its other forms say, and with one way to get an order at least", () => {
  const seen = { ...menuExamples.storeProfile, handOvers: [{ kind: "for-here" as const, fee_krw: 500 }] };
  const form = profile.formOf(seen);
  assert.deepEqual(profile.faultsOf(form), {});
  assert.equal(form["take-out"].isOffered, false);
  const wish = { ...form, nameKo: " 성수 ", "car-side": { isOffered: true, fee: "1,000" }, maxWait: "30" };
  const draft = storeDraft.parse(profile.draftFrom(wish, seen));
  assert.deepEqual([draft.week, draft.holidays, draft.lat], [seen.week, seen.holidays, seen.lat]);
  assert.deepEqual([draft.name.ko, draft.maxWaitMinutes, draft.expectedVersion], ["성수", 30, seen.version]);
  assert.deepEqual(draft.handOvers, [
    { kind: "for-here", fee_krw: 500 },
    { kind: "car-side", fee_krw: 1_000 },
  ]);
  const none = { isOffered: false, fee: "never" };
  const wrong = { ...form, nameEn: " ", addressKo: "x".repeat(201), "for-here": none, maxWait: "241" };
  const { nameEn, addressKo, maxWait, noWay } = profile.faultsOf(wrong);
  assert.deepEqual([nameEn?.key, addressKo?.key, maxWait?.key], ["required", "tooLong", "numberWrong"]);
  assert.equal(noWay, true);
  const dear = { ...form, "for-here": { isOffered: true, fee: "100001" } };
  assert.deepEqual(Object.keys(profile.faultsOf(dear)), ["for-here"]);
});
