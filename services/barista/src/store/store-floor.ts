import { once } from "@siren/chassis/messaging/once";
import { type LiveName, streams } from "@siren/contracts/live";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import { onlyIfUnchanged } from "../use-cases/only-if-unchanged.ts";
import type { Delay, Key, SoldOut, StoreFloor, StoreStateChange } from "../use-cases/ports.ts";
import { noteWork } from "../use-cases/tell-load.ts";
import type { DelayDoc, StoreStateDoc } from "./floor-models.ts";
import { countFloorChange } from "./kept-floor.ts";
import { type WorkParts, workIn } from "./work.ts";

/** Who looks at the store from outside is told that it is not as it was, and asks how it is. */
const told = (storeId: string, name: LiveName, data: object) => [
  { stream: streams.store(storeId), name, data },
  { stream: streams.call(storeId), name: "store.changed" as const, data: {} },
];

const idOf = (storeId: string, of: SoldOut) => `${storeId}/${"itemId" in of ? of.itemId : of.choiceId}`;

/** A delay is taken back when nobody says how long it lasts. */
const delayLastsMs = 30 * 60_000;

/**
 * What a store has just now: is it taking orders, what is sold out, how late is it. It has no rules beyond "the
 * last word counts, until its time is over", so it stays flat: no domain, no use case.
 */
export function createStoreFloor(parts: WorkParts, now: () => number): StoreFloor<Tx> {
  const { store, models } = parts;
  const { availability, options, storeStates, delays } = models;
  const after = (tx: Tx) => ({ session: tx.session, upsert: true, returnDocument: "after" }) as const;

  function tap<T>(key: Key, body: object, work: (tx: Tx) => Promise<T>): Promise<T> {
    return store.unitOfWork(async (tx) => {
      const result = await once(store.once, tx, { ...key, body }, () => work(tx));
      if (result.kind === "reused") throw new Refusal("KEY_REUSED");
      return result.answer;
    });
  }

  /** What ends by itself ends later than now. Looked at in the first tap only: a repeat has its first answer. */
  function inFuture(until: number | null | undefined): void {
    if (until && until <= now()) throw new Refusal("BAD_REQUEST", "until is over already");
  }

  /** Looked at in the first tap only, as well: what comes late may be a repeat of what arrived in time. */
  async function lateWord({ saidAt }: Key, known: () => PromiseLike<{ changedAt?: number } | null>) {
    if (saidAt !== undefined) onlyIfUnchanged(await known(), saidAt);
  }

  async function writeState(tx: Tx, storeId: string, change: StoreStateChange): Promise<null> {
    const doc: StoreStateDoc = await storeStates
      .findByIdAndUpdate(storeId, { $set: { ...change, changedAt: now() }, $inc: { version: 1 } }, after(tx))
      .lean();
    const { version } = doc;
    tx.publish({
      ...{ type: "StoreStateChanged", aggregateId: `${storeId}/state`, aggregateVersion: version, at: now() },
      data: { storeId, ...change },
      live: told(storeId, "store.state", change),
    });
    const timer = { id: `state:${storeId}`, kind: "store.state-ended", data: { storeId, version } };
    if (change.until === null) await tx.cancelTimer(timer.id);
    else await tx.schedule({ ...timer, dueAt: change.until });
    return null;
  }

  async function writeDelay(tx: Tx, storeId: string, delay: Delay): Promise<null> {
    const doc: DelayDoc = await delays
      .findByIdAndUpdate(storeId, { $set: { ...delay, changedAt: now() }, $inc: { version: 1 } }, after(tx))
      .lean();
    const { version } = doc;
    countFloorChange(tx, models, storeId);
    tx.publish({
      ...{ type: "DelayPosted", aggregateId: `${storeId}/delay`, aggregateVersion: version, at: now() },
      data: { storeId, ...delay },
      live: told(storeId, "store.delay", delay),
    });
    const timer = { id: `delay:${storeId}`, kind: "store.delay-ended", data: { storeId, version } };
    if (delay.minutes === 0) await tx.cancelTimer(timer.id);
    else await tx.schedule({ ...timer, dueAt: delay.until });
    await noteWork(workIn(tx, parts), storeId, now());
    return null;
  }

  async function writeSoldOut(tx: Tx, storeId: string, of: SoldOut): Promise<null> {
    const isItem = "itemId" in of;
    const _id = idOf(storeId, of);
    const update = { $set: { storeId, ...of, changedAt: now() }, $inc: { version: 1 } };
    const doc: { version: number } = isItem
      ? await availability.findByIdAndUpdate(_id, update, after(tx)).lean()
      : await options.findByIdAndUpdate(_id, update, after(tx)).lean();
    tx.publish({
      type: isItem ? "AvailabilityChanged" : "OptionAvailabilityChanged",
      aggregateId: isItem ? _id : `${_id}/option`,
      aggregateVersion: doc.version,
      at: now(),
      data: { storeId, ...of },
      live: told(storeId, isItem ? "availability.changed" : "option.changed", of),
    });
    return null;
  }

  return {
    async setState(storeId, change, key) {
      await tap(key, { storeId, change }, async (tx) => {
        inFuture(change.until);
        await lateWord(key, () => storeStates.findById(storeId, null, { session: tx.session }).lean());
        return writeState(tx, storeId, change);
      });
    },

    async setSoldOut(storeId, of, key) {
      await tap(key, { storeId, ...of }, async (tx) => {
        const [_id, { session }] = [idOf(storeId, of), tx];
        await lateWord(key, () =>
          "itemId" in of
            ? availability.findById(_id, null, { session }).lean()
            : options.findById(_id, null, { session }).lean(),
        );
        return writeSoldOut(tx, storeId, of);
      });
    },

    postDelay: (storeId, { minutes, until }, key) =>
      tap(key, { storeId, minutes, until }, async (tx) => {
        inFuture(until);
        await lateWord(key, () => delays.findById(storeId, null, { session: tx.session }).lean());
        const delay = { minutes, until: minutes === 0 ? now() : (until ?? now() + delayLastsMs) };
        await writeDelay(tx, storeId, delay);
        return delay;
      }),

    /** Nobody has said anything else since. */
    async endState(tx, { storeId, version }) {
      const doc: StoreStateDoc | null = await storeStates
        .findById(storeId, null, { session: tx.session })
        .lean();
      if (doc?.version === version) await writeState(tx, storeId, { state: "OPEN", until: null, note: null });
    },

    async endDelay(tx, { storeId, version }) {
      const doc: DelayDoc | null = await delays.findById(storeId, null, { session: tx.session }).lean();
      if (doc?.version === version) await writeDelay(tx, storeId, { minutes: 0, until: now() });
    },
  };
}
