import assert from "node:assert/strict";
import type { Trial } from "../trial.ts";
import { onlyInstance, withId } from "../wire-reader.ts";

const LEASE = { renewalIntervalInSecs: 1, durationInSecs: 60 };

/** One that does everything right, as long as it is let: the first answer that is not as it should be is thrown. */
export class HonestClient {
  rounds = 0;
  #stopped = false;
  readonly #trial: Trial;
  readonly #living: Promise<void>;

  constructor(trial: Trial) {
    this.#trial = trial;
    this.#living = this.#live();
    // It is looked at when the client is stopped.
    this.#living.catch(() => undefined);
  }

  /** Throws what disturbed it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#living;
  }

  async #live(): Promise<void> {
    const t = this.#trial;
    const metadata = { round: "0" };
    await t.register({ leaseInfo: LEASE, metadata });
    while (!this.#stopped) {
      this.rounds++;
      await t.expect(200, "PUT", t.own("?status=UP&lastDirtyTimestamp=100"));
      const [listed] = withId(await t.json("/apps/"), t.id);
      assert.deepEqual([listed?.status, listed?.metadata], ["UP", metadata], "it is listed otherwise");
      assert.equal(onlyInstance(await t.json(`/vips/${t.vip}`)).instanceId, t.id);
      assert.ok((await t.xml("/apps/delta")).startsWith("<applications>"));
      if (this.rounds % 20 === 0) {
        await t.expect(200, "DELETE", t.own());
        await t.register({ leaseInfo: LEASE, metadata });
      }
    }
  }
}
