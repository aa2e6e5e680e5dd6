import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compileFunction } from "node:vm";
import { memberExamples } from "@siren/contracts/golden-member";
import { menuExamples } from "@siren/contracts/golden-menu";
import { menuDeskExamples } from "@siren/contracts/golden-menu-desk";
import { orderExamples } from "@siren/contracts/golden-order";
import { registerRequest, topUpRequest } from "@siren/contracts/member";
import { placeOrderRequest, quoteRequest } from "@siren/contracts/order";

type Params = { headers: Record<string, string>; tags: { step: string }; responseCallback?: unknown };
type Asked = { method: string; path: string; body: unknown; params: Params };
type Checks = Record<string, (answer: object) => boolean>;
type Script = {
  options: { thresholds: Record<string, string[]> };
  steps: string[];
  setup: () => { members: object[] };
  walk: (given: object) => void;
};

const { listedStore } = menuExamples;
const allDay = { opens: 0, closes: 1_440 };
const openStore = { ...listedStore, week: listedStore.week.map(() => allDay) };
/** Method and path, and the contract's own example of what is answered there. */
const answers: [RegExp, number, unknown][] = [
  [/^GET \/menu\/stores$/, 200, { stores: [openStore] }],
  [/^GET \/menu\/stores\/[a-z-]+\/menu$/, 200, menuExamples.publishedMenu],
  [/^GET \/menu\/search\?/, 200, menuDeskExamples.searchResult],
  [/^GET \/menu\/promotions\?/, 200, menuDeskExamples.shownPromotion],
  [/^POST \/member\/register$/, 201, memberExamples.session],
  [/^GET \/member\/cards$/, 200, memberExamples.cardList],
  [/^POST \/member\/cards\/crd_[0-9A-Z]+\/topups$/, 201, memberExamples.topUpView],
  [/^POST \/order\/quotes$/, 200, orderExamples.quote],
  [/^POST \/order\/orders$/, 201, { ...orderExamples.orderView, total_krw: orderExamples.quote.total_krw }],
  [/^POST \/order\/orders\/ord_[0-9A-Z]+\/cancel$/, 200, orderExamples.orderView],
];

const source = readFileSync(join(import.meta.dirname, "six-steps.js"), "utf8");

/** The script without k6: what it imports and what k6 hands it are arguments. */
function scriptWith(env: object) {
  const asked: Asked[] = [];
  const failed: string[] = [];
  const answer = (method: string, url: string, body: string | undefined, params: Params) => {
    const path = url.replace("http://localhost:8080/api/v1", "");
    asked.push({ method, path, body: body === undefined ? undefined : JSON.parse(body), params });
    const [, usual = 404, found] = answers.find(([where]) => where.test(`${method} ${path}`)) ?? [];
    const status = params.headers["if-none-match"] === '"1"' ? 304 : usual;
    const json = (at?: string) => at?.split(".").reduce((value, key) => Object(value)[key], found) ?? found;
    return { status, json, headers: { Etag: '"1"' } };
  };
  const http = {
    get: (url: string, params: Params) => answer("GET", url, undefined, params),
    post: (url: string, body: string, params: Params) => answer("POST", url, body, params),
    expectedStatuses: (...statuses: unknown[]) => statuses,
  };
  const check = (found: object, checks: Checks) => {
    const wrong = Object.keys(checks).filter((name) => !checks[name]?.(found));
    failed.push(...wrong);
    return wrong.length === 0;
  };
  const fail = (why: string) => {
    throw new Error(why);
  };
  const body = source.replaceAll(/^import .*$/gm, "").replaceAll(/^export (default )?/gm, "");
  const script = compileFunction(`${body}\nreturn { options, steps, setup, walk };`, [
    ...["check", "fail", "http", "__ENV", "__VU", "__ITER"],
  ]);
  return { script: script(check, fail, http, env, 1, 0) as Script, asked, failed };
}

test("the walk is six steps, each sent as its contract reads it and checked against what it answers", () => {
  const { script, asked, failed } = scriptWith({ VUS: "2" });
  const given = script.setup();
  assert.equal(given.members.length, 2);
  registerRequest.parse(asked.find(({ path }) => path === "/member/register")?.body);
  topUpRequest.parse(asked.find(({ path }) => path.endsWith("/topups"))?.body);
  asked.length = 0;
  script.walk(given);
  assert.deepEqual(failed, []);
  assert.deepEqual(
    asked.map(({ params }) => params.tags.step),
    [...script.steps, "tidying"],
  );
  assert.equal(script.steps.length, 6);
  quoteRequest.parse(asked.find(({ path }) => path === "/order/quotes")?.body);
  placeOrderRequest.parse(asked.find(({ path }) => path === "/order/orders")?.body);
  for (const { method, params } of asked) {
    assert.match(params.headers.authorization ?? "", /^Bearer /);
    if (method === "POST") assert.ok(params.headers["idempotency-key"]);
  }
});

test("only who tidies up may come too late, and who cannot register walks nowhere", () => {
  const { script, asked } = scriptWith({});
  script.walk(script.setup());
  const lenient = asked.filter(({ params }) => params.responseCallback !== undefined);
  assert.deepEqual(
    lenient.map(({ path, params }) => [path.split("/").at(-1), params.responseCallback]),
    [["cancel", [{ min: 200, max: 299 }, 409]]],
  );
  const away = answers.splice(
    answers.findIndex(([where]) => where.test("POST /member/register")),
    1,
  );
  assert.throws(() => scriptWith({}).script.setup(), /nobody can register: 404/);
  answers.push(...away);
});

test("where somebody makes the coffee nothing is called off", () => {
  const { script, asked } = scriptWith({ BARISTAS: "1" });
  script.walk(script.setup());
  assert.ok(!asked.some(({ path }) => path.endsWith("/cancel")));
});

test("no error is within its bounds, each step has one, and others' machines are left alone", () => {
  const { thresholds } = scriptWith({ P95_MS: "300" }).script.options;
  assert.deepEqual([thresholds.checks, thresholds.http_req_failed], [["rate==1"], ["rate==0"]]);
  assert.deepEqual(thresholds["http_req_duration{step:checkout}"], ["p(95)<300"]);
  assert.throws(() => scriptWith({ GATEWAY: "http://cafe.example" }), /is not this machine/);
  scriptWith({ GATEWAY: "http://cafe.example", ANYWHERE: "yes" });
});
