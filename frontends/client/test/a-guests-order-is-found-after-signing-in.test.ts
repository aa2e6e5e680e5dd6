/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProblemCode } from "@siren/contracts/problems";
import { ApiProblem, NetworkFailure } from "@siren/web/failures";
import { askAsOwner, asOwner } from "../src/shared/guest-orders.ts";

const refusal = (code: ProblemCode, status: number) =>
  new ApiProblem({ code, status, title: code, retryable: false });
const unknown = refusal("NOT_FOUND", 404);

/** What a member, and what the guest of this browser, is answered. */
function order(answers: { member: string | Error; guest: string | Error }) {
  const asked: string[] = [];
  const ask = async ({ asGuest }: { asGuest?: boolean }) => {
    const who = asGuest ? "guest" : "member";
    asked.push(who);
    const answer = answers[who];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, ask };
}

test("what the account does not have is asked for as the guest of before, and from then on only so", async () => {
  const { asked, ask } = order({ member: unknown, guest: "theirs" });
  assert.equal(await askAsOwner("ord_guest", true, ask), "theirs");
  assert.equal(await askAsOwner("ord_guest", true, ask), "theirs");
  assert.deepEqual(asked, ["member", "guest", "guest"]);
  assert.deepEqual([asOwner("ord_guest"), asOwner("ord_mine")], [{ asGuest: true }, {}]);
});

test("nobody is asked as a guest for what the account has, or where there was none", async () => {
  const mine = order({ member: "mine", guest: "theirs" });
  assert.equal(await askAsOwner("ord_mine", true, mine.ask), "mine");
  const nobodys = order({ member: unknown, guest: "theirs" });
  await assert.rejects(askAsOwner("ord_none", false, nobodys.ask), unknown);
  assert.deepEqual([mine.asked, nobodys.asked], [["member"], ["member"]]);
});

test("what neither has is refused in the account's words, and what nobody answered is no refusal", async () => {
  const neither = order({ member: unknown, guest: refusal("UNAUTHENTICATED", 401) });
  await assert.rejects(askAsOwner("ord_none", true, neither.ask), unknown);
  const lost = new NetworkFailure(new Error("gone"));
  const away = order({ member: lost, guest: "theirs" });
  await assert.rejects(askAsOwner("ord_away", true, away.ask), lost);
  assert.deepEqual(away.asked, ["member"]);
});
