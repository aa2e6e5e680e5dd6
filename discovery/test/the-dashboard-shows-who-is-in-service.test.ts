import assert from "node:assert/strict";
import { test } from "node:test";
import { dashboardPage } from "../src/dashboard/page.ts";
import { inWords, languageOf, words } from "../src/dashboard/words.ts";
import { readRegistration } from "../src/http/registration.ts";
import { judgePreservation } from "../src/registry/eviction.ts";
import { Instances } from "../src/registry/instances.ts";
import { drivenClock, validInstance } from "../src/testing/registry-on-a-socket.ts";

function page(
  changed: Record<string, unknown>,
  options: { override?: boolean; selfPreservation?: boolean } = {},
) {
  const clock = drivenClock();
  const instances = new Instances({ now: clock.now, expiry: "exact" });
  instances.register(readRegistration({ instance: validInstance(changed) }, "FOO", clock.now()));
  if (options.override) instances.setOverride("FOO", "i1", "OUT_OF_SERVICE");
  const startedAt = clock.now();
  clock.pass(125_000);
  const selfPreservation = options.selfPreservation ?? true;
  const leases = instances.all();
  const preservation = judgePreservation(leases, selfPreservation, clock.now());
  const view = { leases, preservation, selfPreservation, startedAt, now: clock.now() };
  return { en: dashboardPage(view, "en"), ko: dashboardPage(view, "ko") };
}

test("an instance stands under its service with status, address and the age of its last renewal", () => {
  const { en, ko } = page({}, { override: true });
  for (const shown of [
    "<h3>FOO<small>Out of service 1",
    "h1:8080",
    "2 min 5 s ago",
    "set by an operator",
    "overdue",
  ]) {
    assert.ok(en.includes(shown), shown);
  }
  for (const shown of ['<html lang="ko">', "서비스 제외", "2 분 5 초 전", "운영자가 지정"]) {
    assert.ok(ko.includes(shown), shown);
  }
});

test("what an instance says of itself is text, and links go to http only", () => {
  const { en } = page({
    instanceId: '"><script>alert(1)<script>',
    hostName: "<b>",
    statusPageUrl: "javascript:alert(1)",
  });
  assert.ok(!en.includes("<script") && !en.includes("<b>") && !en.includes("javascript:"));
  assert.ok(
    page({ statusPageUrl: "https://h1/?a=1&b='2'" }).en.includes('href="https://h1/?a=1&amp;b=&#39;2&#39;"'),
  );
});

test("it loads nothing from anywhere and runs nothing", () => {
  const { en } = page({});
  assert.ok(!/<script|<link rel="stylesheet"|src=|@import|url\(/.test(en));
});

test("switched-off self-preservation is said", () => {
  assert.ok(page({}, { selfPreservation: false }).en.includes(words.en.bannerOff));
});

test("the language is the visitor's preferred one of the two, English when neither is named", () => {
  assert.equal(languageOf("ko-KR,ko;q=0.9,en-US;q=0.8"), "ko");
  assert.equal(languageOf("en-US,en;q=0.9,ko;q=0.8"), "en");
  assert.equal(languageOf("fr, ko;q=0.3"), "ko");
  assert.equal(languageOf(undefined), "en");
  assert.equal(languageOf("ko;q=0"), "en");
});

test("a duration is told in its two largest units", () => {
  assert.equal(inWords(0, words.en), "0 s");
  assert.equal(inWords(59_999, words.en), "59 s");
  assert.equal(inWords(3_600_000, words.en), "1 h");
  assert.equal(inWords(93_784_000, words.ko), "1 일 2 시간");
});
