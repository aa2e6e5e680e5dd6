import assert from "node:assert/strict";
import { test } from "node:test";
import { homePage, servicePage } from "../src/dashboard/home-page.ts";
import { instancePage } from "../src/dashboard/instance-page.ts";
import type { Frame } from "../src/dashboard/layout.ts";
import { loginPage } from "../src/dashboard/login-page.ts";
import { RecentEvents } from "../src/dashboard/recent-events.ts";
import { type DashboardView, queryOf } from "../src/dashboard/view.ts";
import { inWords, type Language, languageOf, words } from "../src/dashboard/words.ts";
import { readRegistration } from "../src/http/registration.ts";
import type { PeerState } from "../src/peers/peer.ts";
import { judgePreservation } from "../src/registry/eviction.ts";
import { Instances } from "../src/registry/instances.ts";
import { drivenClock, validInstance } from "../src/testing/registry-on-a-socket.ts";

const frameIn = (language: Language): Frame => ({
  ...{ language, words: words[language], path: "/" },
  session: { id: "x", csrf: 'c"srf', name: "ops" },
});
const query = (text = "") => queryOf(new URLSearchParams(text));

function registry(
  registered: readonly Record<string, unknown>[],
  options: { selfPreservation?: boolean; peers?: readonly PeerState[] } = {},
) {
  const clock = drivenClock();
  const instances = new Instances({ now: clock.now, expiry: "exact" });
  const past = new RecentEvents(clock.now);
  instances.onChange((change) => past.add(change));
  for (const changed of registered) {
    const instance = validInstance(changed);
    instances.register(readRegistration({ instance }, String(instance.app), clock.now()));
  }
  const startedAt = clock.now();
  const { selfPreservation = true, peers = [] } = options;
  const view = (): DashboardView => ({
    ...{ leases: instances.all(), selfPreservation, peers, startedAt, now: clock.now() },
    preservation: judgePreservation(instances.all(), selfPreservation, clock.now()),
    ...{ allowance: 1, events: past.last(50) },
  });
  return { clock, instances, view };
}

const many = (count: number): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, i) => ({
    app: `APP-${i % 20}`,
    instanceId: `i${i}`,
    metadata: { zone: `zone-${i % 3}` },
  }));

function shows(page: string, ...wanted: string[]): void {
  for (const one of wanted) assert.ok(page.includes(one), one);
}

test("an instance stands under its service with status, zone, address, the age of its last sign and its lease", () => {
  const { clock, instances, view } = registry([{ metadata: { zone: "seoul-1" } }]);
  clock.pass(80_000);
  instances.setOverride("FOO", "i1", "OUT_OF_SERVICE");
  clock.pass(45_000);
  const en = homePage(view(), query(), frameIn("en"));
  shows(en, "FOO</a>", "Out of service 1", "h1:8080", "2 min 5 s ago", "set by an operator", "seoul-1");
  shows(en, "45 s of 1 min 30 s", "status set: Out of service", "This registry has no peers.");
  const ko = homePage(view(), query(), frameIn("ko"));
  shows(ko, '<html lang="ko">', "서비스 제외", "2분 5초 전", "운영자가 지정", "1분 30초 중 45초");
});

test("what an instance says of itself is text on every page, and links go to http only", () => {
  const evil = '"><script>alert(1)';
  const { instances, view } = registry([
    {
      app: "<B>",
      instanceId: evil,
      hostName: "<b>",
      metadata: { zone: evil, [evil]: evil },
      vipAddress: evil,
    },
  ]);
  const said = { statusPageUrl: "javascript:alert(1)", homePageUrl: "https://h1/?a=1&b='2'" };
  const [lease = assert.fail()] = instances.all();
  const told = { ...lease, instance: { ...lease.instance, ...said } };
  const of: Frame = { ...frameIn("en"), path: `/?q=${evil}` };
  const pages = [
    homePage(view(), query(new URLSearchParams({ q: evil }).toString()), of),
    servicePage("<B>", view(), query(), of),
    servicePage(evil, view(), query(), of),
    instancePage(told, view(), {}, of),
    instancePage(told, view(), { confirm: "remove" }, of),
    loginPage(of, evil, evil),
  ];
  for (const page of pages) {
    const unscripted = page.replaceAll('<script src="/assets/live.js" defer></script>', "");
    assert.ok(!/<script|<b>|href="javascript/i.test(unscripted));
    assert.ok(!/="[^"]*"><script/.test(unscripted));
  }
  shows(pages[3] ?? "", 'href="https://h1/?a=1&amp;b=&#39;2&#39;"', "javascript:alert(1)</dd>");
  shows(pages[4] ?? "", 'value="c&quot;srf"');
});

test("nothing is loaded but our own script, and it runs nothing inline", () => {
  const page = homePage(registry([{}]).view(), query(), frameIn("en"));
  assert.deepEqual(page.match(/<script[^>]*>|<link[^>]*>/g), [
    '<link rel="icon" href="data:,">',
    '<script src="/assets/live.js" defer>',
  ]);
  assert.ok(!/\son\w+=|@import|url\(|javascript:/.test(page));
});

test("of a thousand instances it shows the services, what needs a look, and pages of what is searched for", () => {
  const { clock, instances, view } = registry(many(1_000));
  instances.setOverride("APP-7", "i7", "DOWN");
  const home = homePage(view(), query(), frameIn("en"));
  shows(
    home,
    "1000 in 20 services",
    "Needs a look",
    ">i7</a>",
    "/services/APP-19",
    "Up 49",
    "zone-0, zone-1, zone-2",
  );
  assert.ok(home.length < 60_000, String(home.length));
  assert.ok(home.indexOf(">APP-2<") < home.indexOf(">APP-10<"));
  const found = homePage(view(), query("q=ZONE-1+app-&status=UP&page=2"), frameIn("en"));
  shows(
    found,
    "332 found",
    "Page 2 of 7",
    'href="/?q=zone-1+app-&amp;status=UP&amp;page=3"'.replace("zone-1", "ZONE-1"),
  );
  shows(homePage(view(), query("q=nowhere"), frameIn("en")), "Nothing fits this search.");
  shows(homePage(view(), query("q=i7&status=DOWN&page=99"), frameIn("en")), "1 found");
  shows(servicePage("APP-7", view(), query(), frameIn("en")), "Up 49", "Down 1", "<h1>APP-7</h1>");
  clock.pass(100_000);
  shows(homePage(view(), query(), frameIn("en")), "20 / 1000", "overdue");
});

test("why somebody silent is still listed is said", () => {
  const { clock, instances, view } = registry(many(20));
  const at = (id: string) =>
    instances.all().find(({ instance }) => instance.instanceId === id) ?? assert.fail();
  shows(instancePage(at("i1"), view(), {}, frameIn("en")), words.en.whyHeard);
  clock.pass(200_000);
  assert.ok(view().preservation.active);
  shows(instancePage(at("i1"), view(), {}, frameIn("en")), words.en.whyPreserved);
  const calm = { ...view(), preservation: { ...view().preservation, active: false } };
  shows(instancePage(at("i1"), calm, {}, frameIn("en")), words.en.whyCapped);
  shows(instancePage({ ...at("i1"), confirmed: false }, calm, {}, frameIn("en")), words.en.whySnapshot);
  shows(homePage(view(), query(), frameIn("en")), words.en.bannerActive);
  shows(
    homePage(registry([], { selfPreservation: false }).view(), query(), frameIn("en")),
    words.en.bannerOff,
  );
});

test("peers are shown with how far they are behind", () => {
  const counts = { lastAnswerAt: 0, sent: 0, failed: 0, lost: 0 };
  const peers = [
    { url: "http://peer-a:8761/eureka/", trouble: undefined, lagMs: 0, pending: 0, ...counts },
    {
      url: "http://peer-b:8761/eureka/",
      trouble: "connection <refused>",
      lagMs: 61_000,
      pending: 17,
      ...counts,
    },
  ];
  const page = homePage(registry([], { peers }).view(), query(), frameIn("en"));
  shows(
    page,
    "http://peer-b:8761/eureka/",
    "Not reached",
    "connection &lt;refused&gt;",
    "1 min 1 s",
    ">17<",
    "Reached",
  );
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
  assert.equal(inWords(93_784_000, words.ko), "1일 2시간");
});
