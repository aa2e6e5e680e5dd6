/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { problemCodes } from "@siren/contracts/problems";
import { ApiProblem, NetworkFailure, ServerFailure } from "@siren/web/failures";
import { pickLanguage } from "@siren/web/first-language";
import { momentWords, sayIn, won } from "@siren/web/i18n";
import { problemWords, waitOf } from "@siren/web/problem-words";
import { leftWords } from "@siren/web/waiting-words";

test("the chosen language wins, then the browser's, then Korean", () => {
  assert.equal(pickLanguage("en", "ko-KR"), "en");
  assert.equal(pickLanguage("xx", "en-GB"), "en");
  assert.equal(pickLanguage(null, "ko"), "ko");
  assert.equal(pickLanguage(null, undefined), "ko");
});

test("places in a sentence are filled in", () => {
  const say = sayIn({ hello: ["{name}님, {n}번", "{name}, number {n}"] }, "ko");
  assert.equal(say("hello", { name: "미나", n: 7 }), "미나님, 7번");
});

test("English says one star and two stars, and Korean has one word for both", () => {
  const words = { has: ["별 {n}개", "{name} has {n} {n|star|stars}"] } as const;
  const said = (n: number, spoken: "ko" | "en") => sayIn(words, spoken)("has", { n, name: "Mina" });
  assert.deepEqual(
    [0, 1, 2].map((n) => said(n, "en")),
    ["Mina has 0 stars", "Mina has 1 star", "Mina has 2 stars"],
  );
  assert.equal(said(1, "ko"), "별 1개");
});

test("won are written as each language writes them", () => {
  assert.deepEqual([won(12_500, "ko"), won(12_500, "en")], ["12,500원", "₩12,500"]);
  const digits = new Intl.NumberFormat("ko-KR");
  for (const amount of [0, 5, 999, 1_000, 100_000, 1_234_567, -500, -1_000, -123_456])
    assert.equal(won(amount, "ko"), `${digits.format(amount)}원`);
});

test("a moment of another day names its day, by Seoul's midnight", () => {
  const noon = Date.UTC(2026, 10, 23, 3);
  const [hour, day] = [3_600_000, 86_400_000];
  const said = (at: number) => [momentWords(at, noon, "ko"), momentWords(at, noon, "en")];
  assert.deepEqual(said(noon + 11 * hour), ["23:00", "23:00"]);
  assert.deepEqual(said(noon + 12.5 * hour), ["내일 00:30", "tomorrow 00:30"]);
  assert.deepEqual(said(noon - 6 * day), ["11월 17일 12:00", "17 Nov, 12:00"]);
  assert.deepEqual(said(noon - 12.5 * hour), ["11월 22일 23:30", "22 Nov, 23:30"], "yesterday");
  assert.deepEqual(said(noon + 2 * day), ["11월 25일 12:00", "25 Nov, 12:00"]);
});

test("who has only the outage pass is not told to sign in, which nobody could do now", () => {
  const problem = { code: "UNAUTHENTICATED", status: 401, title: "title", retryable: false } as const;
  const [plain, onPass] = [new ApiProblem(problem), new ApiProblem({ ...problem, because: "outage-pass" })];
  assert.match(problemWords(plain, "en").text, /sign in/);
  assert.match(problemWords(onPass, "en").text, /away for a moment.*still work/);
  assert.match(problemWords(onPass, "ko").text, /잠시 쉬고 있어서/);
});

test("every refusal of the contracts has words of its own in both languages, and keeps its code", () => {
  const unknown = problemWords(new Error("?"), "en").text;
  for (const code of problemCodes) {
    const error = new ApiProblem({ code, status: 400, title: "title", retryable: false });
    assert.match(problemWords(error, "ko").text, /[가-힣]/);
    assert.match(problemWords(error, "en").text, /^[\x20-\x7e]+[.!?]$/);
    assert.notEqual(problemWords(error, "en").text, unknown, code);
    assert.equal(problemWords(error, "en").code, code);
  }
  assert.equal(problemWords(new NetworkFailure(null), "en").code, "NO_NETWORK");
  const late = problemWords(new NetworkFailure(null, { isLate: true }), "en");
  assert.equal(late.code, "UPSTREAM_TIMEOUT", "a service that is slow is no broken network");
  assert.equal(problemWords(new ServerFailure(502, undefined), "en").code, "HTTP_502");
});

test("support is told the code and the beginning of the trace; who has to wait is told how long", () => {
  const traceId = "0123456789abcdef0123456789abcdef";
  const told = { code: "TOO_MANY_REQUESTS", status: 429, title: "title", retryable: true } as const;
  const refused = new ApiProblem({ ...told, traceId, retryAfterS: 37 });
  assert.equal(problemWords(refused, "ko").trace, "01234567");
  assert.equal(waitOf(refused), 37_000);
  assert.deepEqual([waitOf(new ApiProblem(told)), waitOf(new NetworkFailure(null))], [undefined, undefined]);
  assert.equal(waitOf(new ApiProblem({ ...told, retryAfterS: "soon" })), undefined);
});

test("what is left is said in seconds, and in minutes when there are many", () => {
  const say = (key: string, { n }: { n: number } = { n: 0 }) => `${key} ${n}`;
  assert.deepEqual(
    [119_001, 120_001, 900_000, 1, 0, -5].map((ms) => leftWords(ms, say)),
    ["seconds 120", "minutes 3", "minutes 15", "seconds 1", "now 0", "now 0"],
  );
});
