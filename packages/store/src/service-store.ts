import { setTimeout as pause } from "node:timers/promises";
import type { BackEnd } from "@siren/chassis/back-end";
import { text } from "@siren/chassis/settings";
import { faultSetting } from "./fault-setting.ts";
import type { Migration } from "./migrations.ts";
import { openStore, type Store } from "./open-store.ts";
import { measureUnitsOfWork, observeAsked } from "./store-metrics.ts";

/** What a service is told about its store; `what` is what is kept there. */
export const storeSettings = (what: string) => ({
  store: text("STORE", { about: `where ${what} are kept: sqlite:///file or mongodb://...`, secret: true }),
  ...faultSetting,
});

type StoreConfig = { store: string; storeFaultsFile: string | undefined; isProduction: boolean };

const answerWithinMs = 500;

/** A driver believes in its connections for many seconds after the other end froze: the store itself is asked. */
function answering({ connection }: Pick<Store, "connection">): () => Promise<true | string> {
  let asked: Promise<boolean> | undefined;
  return async () => {
    if (connection.readyState !== 1) return "not connected";
    asked ??= connection
      .getClient()
      .db(connection.name)
      .command({ ping: 1 })
      .then(() => true)
      .catch(() => false)
      .finally(() => {
        asked = undefined;
      });
    return (await Promise.race([asked, pause(answerWithinMs, false, { ref: false })])) || "does not answer";
  };
}

/**
 * A service's store, opened on its clock and log. It is the first stage: brought to the program's version
 * before anything else starts, and closed after everything that writes to it has ended. The process counts
 * as ready only while the store answers.
 */
export async function openServiceStore(
  backEnd: Pick<BackEnd, "log" | "now" | "stage" | "readyWhen"> & Partial<Pick<BackEnd, "meter">>,
  config: StoreConfig,
  migrations: readonly Migration[] = [],
): Promise<Store> {
  const { log, now } = backEnd;
  const store = await openStore(config.store, {
    log,
    now,
    production: config.isProduction,
    faultsFile: config.storeFaultsFile,
    ...(backEnd.meter && { onUnitOfWork: measureUnitsOfWork(backEnd.meter) }),
  });
  if (backEnd.meter && store.asked) observeAsked(backEnd.meter, store.asked);
  backEnd.stage("store", { start: () => store.migrate(migrations), stop: () => store.close() });
  backEnd.readyWhen("store", answering(store));
  return store;
}
