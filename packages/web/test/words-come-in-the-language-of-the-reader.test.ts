/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { problemCodes } from "@siren/contracts/problems";
import { ApiProblem, NetworkFailure } from "@siren/web/failures";
import { pickLanguage, sayIn, won } from "@siren/web/i18n";
import { problemWords } from "@siren/web/problem-words";

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

test("won are written as each language writes them", () => {
  assert.deepEqual([won(12_500, "ko"), won(12_500, "en")], ["12,500원", "₩12,500"]);
});

test("who has only the outage pass is not told to sign in, which nobody could do now", () => {
  const problem = { code: "UNAUTHENTICATED", status: 401, title: "title", retryable: false } as const;
  const [plain, onPass] = [new ApiProblem(problem), new ApiProblem({ ...problem, because: "outage-pass" })];
  assert.match(problemWords(plain, "en").text, /sign in/);
  assert.match(problemWords(onPass, "en").text, /away for a moment.*still work/);
  assert.match(problemWords(onPass, "ko").text, /잠시 쉬고 있어서/);
});

test("every refusal has words in both languages and keeps its code", () => {
  for (const code of problemCodes) {
    const error = new ApiProblem({ code, status: 400, title: "title", retryable: false });
    assert.match(problemWords(error, "ko").text, /[가-힣]/);
    assert.match(problemWords(error, "en").text, /^[\x20-\x7e]+$/);
    assert.equal(problemWords(error, "en").code, code);
  }
  assert.equal(problemWords(new NetworkFailure(null), "en").code, "NO_NETWORK");
});
