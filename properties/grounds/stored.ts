import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { collectionsOf } from "@siren/store/collections";
import { openStore } from "@siren/store/open-store";
import { openLastingEngine } from "@siren/store/testing/lasting-engine";
import mongoose from "mongoose";
import type { ServiceName } from "../cafe/world.ts";
import type { Ground } from "../services/open-world.ts";
import { isStanding } from "./standing-timers.ts";

/** The real store over the embedded engine, a database for each service. */
export async function openStoredGround(under: string): Promise<Ground> {
  const folder = await mkdtemp(join(under, "ground-"));
  const engines = {
    order: await openLastingEngine(join(folder, "order.db")),
    barista: await openLastingEngine(join(folder, "barista.db")),
    member: await openLastingEngine(join(folder, "member.db")),
  };
  const log = { info() {}, warn() {} };
  const prepared = new Set<ServiceName>();
  // Who reads the books is none of the services, and outlives them.
  const readers = {
    order: await mongoose.createConnection(engines.order.uri).asPromise(),
    barista: await mongoose.createConnection(engines.barista.uri).asPromise(),
    member: await mongoose.createConnection(engines.member.uri).asPromise(),
  };
  const kept = (name: ServiceName) => collectionsOf(readers[name].getClient().db(readers[name].name));

  return {
    async open(name, { now, reach }) {
      const store = await openStore(engines[name].uri, { log, now, reach });
      // Its indexes are there since the first time; looking for each again would be most of the work here.
      store.connection.set("autoIndex", !prepared.has(name));
      store.connection.set("autoCreate", !prepared.has(name));
      prepared.add(name);
      return store;
    },
    abandon: (store) => store.close(),
    async told(name, after) {
      const docs = await kept(name)
        .events.find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .toArray();
      return docs.map(({ _id: seq, stampedAt: _, ...event }) => ({ seq, ...event }));
    },
    async leftLying(name) {
      const { outbox, deadLetters, timers } = kept(name);
      const waiting = await outbox.find().toArray();
      const aside = await deadLetters.find().toArray();
      const due = (await timers.find().toArray()).filter(({ _id }) => !isStanding(_id));
      return [
        ...waiting.map(({ type, aggregateId }) => `${name} has not told ${type} of ${aggregateId}`),
        ...aside.map(({ _id, error }) => `${name} set ${_id} aside: ${error}`),
        ...due.map(({ _id, lastError = "" }) => `${name} still has the timer ${_id} ${lastError}`),
      ];
    },
    endDay: async (name) => void (await kept(name).timers.deleteMany({})),
    async close() {
      for (const name of ["order", "barista", "member"] as const) {
        await readers[name].close(true);
        await engines[name].close();
      }
    },
  };
}
