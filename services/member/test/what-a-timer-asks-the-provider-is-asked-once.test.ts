import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { openFaultSwitch } from "@siren/store/testing/fault-switch";
import { openMember } from "../src/testing/open-member.ts";

test("a timer whose transaction is repeated asks the provider once, and after its commit", async () => {
  const faults = await openFaultSwitch();
  const charged: string[] = [];
  let isMute = true;
  const provider = {
    async charge({ transactionId }: { transactionId: string }) {
      charged.push(transactionId);
      if (isMute) throw new Error("the line was cut");
      return "approved" as const;
    },
  };
  const door = await openMember(faults.env, provider);
  try {
    const mina = await door.somebody();
    assert.equal((await mina.topUp(9_000, "key-left-1")).status, 202);
    isMute = false;
    const times = 3;
    await faults.suffer({
      next: [{ kind: "transientTransactionError", command: "commitTransaction", times }],
    });
    door.advance(60_001);
    // Nothing else commits meanwhile, and reading the wallet would.
    await until(
      "the timer's commit was refused as often as planned",
      async () => (await faults.done()).transientTransactionError === times,
    );
    await until("it is settled", async () => (await mina.wallet()).available_krw === 9_000);
    assert.equal(charged.length, 2, "once by the request, once by the timer");
    assert.equal(new Set(charged).size, 1);
  } finally {
    await door.close();
    await faults.close();
  }
});
