import type { TestContext } from "node:test";
import { openStore, type Store, type StoreOptions } from "../../src/open-store.ts";
import { silentLog } from "./silent-log.ts";
import { closing, tempFolder } from "./temp-folder.ts";

/** A store on a file that is gone after the test; `again` opens the same file as another replica would. */
export async function oneStore(t: TestContext, wishes: Partial<StoreOptions> = {}) {
  const close = closing(t);
  const folder = await tempFolder();
  close(() => folder.remove());
  const uri = `sqlite://${folder.path}/data/service.db`;
  const again = async (more: Partial<StoreOptions> = {}): Promise<Store> => {
    const store = await openStore(uri, { log: silentLog, now: Date.now, ...wishes, ...more });
    let open = true;
    const closeStore = store.close;
    store.close = async () => {
      if (open) await closeStore();
      open = false;
    };
    close(() => store.close());
    return store;
  };
  return { store: await again(), again, uri, folder: folder.path };
}
