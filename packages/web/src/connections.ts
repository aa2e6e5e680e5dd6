import { createAccess } from "./access.ts";
import { createApi } from "./api.ts";
import { takeEarly } from "./early-answers.ts";
import { createHealth } from "./health.ts";
import { randomHex } from "./random-hex.ts";
import { waitInBrowser } from "./retrying.ts";
import { createSession } from "./session.ts";
import { storage } from "./storage.ts";
import type { PageName } from "./trace.ts";

/** What every page needs of the browser and of the gateway, put together once. */
export function createConnections(page: PageName) {
  const now = () => Date.now();
  const chance = () => Math.random();
  const later = (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  };
  const health = createHealth({ now });
  const access = createAccess();
  const api = createApi({
    ...{ access, health, now, chance, wait: waitInBrowser, page },
    fetch: (url, init) => takeEarly(url, init) ?? fetch(url, init),
  });
  const session = createSession({ api, access, storage, now, later });
  addEventListener("storage", (event) => void session.storageChanged(event.key));
  return { api, access, health, session, now, chance, later };
}
export type Connections = ReturnType<typeof createConnections>;

/** For `Idempotency-Key` and commandIds: chance is enough, order is not needed. */
export const newKey = (): string => randomHex(16);
