import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { AttemptAnswer } from "@siren/chassis/balancing/attempt-answer";
import type { Reshape } from "../policies/exchange.ts";
import { reshaped } from "./give-answer.ts";

function answered() {
  const answer = new AttemptAnswer({ resume() {}, pause() {}, left() {} }, 200, ["x-a", "1"]);
  answer.feed(Buffer.from("latte"));
  answer.over();
  return answer;
}

const spread: Reshape = (answer) => ({ ...answer, headers: ["x-b", "2"] });
const spreadLater: Reshape = async (answer) => ({ ...answer, status: 201 });

test("also where a policy of somebody's own spreads it into another one", async () => {
  for (const reshapes of [[spread], [spreadLater], [spread, spreadLater, spread], [spreadLater, spread]]) {
    const answer = await reshaped(answered(), { reshapes });
    assert.deepEqual(answer.headers.includes("x-b"), reshapes.includes(spread));
    assert.equal(await text(answer.body), "latte");
  }
});

test("what is left as it is makes no stream of it", async () => {
  const given = answered();
  assert.equal(reshaped(given, { reshapes: [(answer) => answer] }), given);
  assert.equal(given.takeWhole()?.toString(), "latte");
});
