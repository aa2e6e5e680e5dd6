/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProblemCode } from "@siren/contracts/problems";
import { ApiProblem, NetworkFailure } from "@siren/web/failures";
import { openStorage } from "@siren/web/storage";
import { tokenIn } from "../src/features/sign-in/link-token.ts";
import { safeNext, setOut, tripEnd, wasGoing } from "../src/shared/provider-trip.ts";
import { emailFault, faultsOf, nameFault, refusedField } from "../src/shared/sign-in-checks.ts";
import { memory } from "./memory.ts";

const refused = (code: ProblemCode, detail?: string) =>
  new ApiProblem({ code, status: 400, title: code, retryable: false, ...(detail && { detail }) });

test("what is entered is checked by the contract's rules", () => {
  const entered = { email: "mina@", password: "short", nickname: " " };
  assert.deepEqual(faultsOf(entered, true), {
    ...{ email: "emailInvalid", password: "passwordShort", nickname: "nicknameMissing" },
  });
  assert.deepEqual(faultsOf({ email: "mina@siren.example", password: "x", nickname: "" }, false), {});
  assert.deepEqual([emailFault(""), emailFault(`${"a".repeat(250)}@b.cd`)], ["emailMissing", "emailInvalid"]);
});

test("a name is refused for what is wrong with it, however it was pasted", () => {
  const family = "👨‍👩‍👧‍👦";
  assert.deepEqual(
    ["미나", family.repeat(12), "", "   ", "열세글자가넘는아주긴이름이에요", "mi\u202ena", "a\u0000", "ㅤ"].map(
      nameFault,
    ),
    [
      undefined,
      "nicknameLong",
      "nicknameMissing",
      "nicknameMissing",
      "nicknameLong",
      "nicknameHidden",
      "nicknameHidden",
      "nicknameHidden",
    ],
  );
});

test("the server's refusal is said beside the field that it is about, and everything else above the button", () => {
  assert.deepEqual(refusedField(refused("NICKNAME_REFUSED"), true), { nickname: "nicknameRefused" });
  assert.deepEqual(refusedField(refused("ALREADY_REGISTERED"), true), { email: "emailTaken" });
  assert.deepEqual(refusedField(refused("UNAUTHENTICATED"), false), { password: "wrongLogin" });
  assert.deepEqual(refusedField(refused("BAD_REQUEST", "body.password: too short"), true), {
    password: "passwordShort",
  });
  for (const error of [refused("TOO_MANY_REQUESTS"), new NetworkFailure(null), refused("BAD_REQUEST")])
    assert.deepEqual(refusedField(error, true), {});
});

test("the link of a message carries a token of ours or none", () => {
  const token = "dGhpcyBpcyAzMiBieXRlcyBvZiBwdXJlIGNoYW5jZSE";
  assert.equal(tokenIn(`#token=${token}`), token);
  for (const hash of ["", "#token=", "#token=short", `#token=${token}x`, `#other=${token}`, "#<script>"])
    assert.equal(tokenIn(hash), null, hash);
});

test("an address that leads elsewhere is not followed after signing in", () => {
  const elsewhere = ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example"];
  const asked = ["/checkout", ...elsewhere, "https://evil.example", "javascript:1", "", null];
  assert.deepEqual(asked.map(safeNext), ["/checkout", ...asked.slice(1).map(() => "/")]);
});

test("the way back from a provider is read, and nothing else that stands in the address", () => {
  assert.deepEqual(tripEnd("?oidc=signed-in"), { end: "signed-in", code: null });
  assert.deepEqual(tripEnd("?oidc=failed&code=LINK_EXPIRED"), { end: "failed", code: "LINK_EXPIRED" });
  assert.deepEqual(tripEnd("?oidc=failed&code=<b>x</b>"), { end: "failed", code: null });
  for (const search of ["", "?oidc=", "?oidc=anything", "?code=LINK_EXPIRED"])
    assert.equal(tripEnd(search), undefined, search);
});

test("where somebody was going is remembered for one way back, and a browser that forbids it breaks nothing", () => {
  const storage = memory();
  setOut("/checkout", storage);
  assert.deepEqual([wasGoing(storage), wasGoing(storage)], ["/checkout", "/"]);
  setOut("//evil.example", storage);
  assert.equal(wasGoing(storage), "/");
  const forbidden = openStorage(() => {
    throw new Error("SecurityError");
  });
  setOut("/checkout", forbidden);
  assert.equal(wasGoing(forbidden), "/checkout", "the page remembers while it is open");
  assert.equal(wasGoing(forbidden), "/");
});
