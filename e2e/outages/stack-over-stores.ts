import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackOptions } from "../../scripts/stack/settings.ts";
import { startTestStack } from "../harness/stack.ts";
import { type StoreService, storeServices } from "../harness/store-faults.ts";
import { StoreProcess } from "../harness/store-process.ts";
import { quickAuditor } from "../harness/verdicts.ts";
import { CafeInTrouble } from "./cafe-in-trouble.ts";

export type OpenCafe = {
  cafe: CafeInTrouble;
  store: (service: StoreService) => StoreProcess;
  close: () => Promise<void>;
};

/** Stores are servers of their own, as a MongoDB is: a frozen replica keeps no lock on its siblings' file. */
export async function openOverStores(options: Pick<StackOptions, "replicas" | "env">): Promise<OpenCafe> {
  const folder = mkdtempSync(join(tmpdir(), "siren-outages-"));
  const stores = new Map(
    storeServices.map((service) => [service, new StoreProcess(join(folder, `${service}.db`))]),
  );
  const store = (service: StoreService) => stores.get(service) as StoreProcess;
  const closeStores = async () => {
    await Promise.all([...stores.values()].map((one) => one[Symbol.asyncDispose]()));
    rmSync(folder, { recursive: true });
  };
  try {
    await Promise.all([...stores.values()].map((one) => one.start()));
    const envOf = (service: StoreService) => ({ STORE: store(service).uri, ...options.env?.[service] });
    const env = Object.fromEntries(storeServices.map((service) => [service, envOf(service)]));
    const stack = await startTestStack({
      ...{ buildPages: false, ...options },
      env: { ...env, auditor: quickAuditor },
    });
    const close = () => stack.stop().finally(closeStores);
    try {
      return { cafe: await CafeInTrouble.open(stack), store, close };
    } catch (fault) {
      await stack.stop();
      throw fault;
    }
  } catch (fault) {
    await closeStores();
    throw fault;
  }
}
