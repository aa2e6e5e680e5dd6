import { type BackEnd, type BackEndOptions, createBackEnd } from "@siren/chassis/back-end";
import { runMessaging } from "@siren/chassis/messaging/run-messaging";
import { currentTraceparent } from "@siren/chassis/telemetry";
import { openStore } from "@siren/store/open-store";
import { createCatalogue } from "./catalogue.ts";
import type { MenuConfig } from "./config.ts";
import { menuRoutes } from "./routes.ts";
import { seedDemo } from "./seed/seed.ts";
import { menuModels } from "./store.ts";

export type MenuOptions = { config: MenuConfig } & Pick<BackEndOptions, "registry" | "now" | "logSink">;

export async function buildMenu({ config, ...given }: MenuOptions): Promise<BackEnd> {
  const backEnd = await createBackEnd({ name: "menu", config, isPublic: true, ...given });
  const { log, now } = backEnd;
  const store = await openStore(config.store, {
    log,
    now,
    traceparent: currentTraceparent,
    production: config.isProduction,
    faultsFile: config.storeFaultsFile,
  });
  const catalogue = createCatalogue(store, menuModels(store), now);

  backEnd.stage("store", {
    async start() {
      await store.migrate([]);
      if (config.seed === "demo") await seedDemo(catalogue);
    },
    stop: () => store.close(),
  });
  backEnd.readyWhen("store", () => store.connection.readyState === 1 || "not connected");
  backEnd.routes(menuRoutes(catalogue));
  runMessaging(backEnd, { owner: "menu", store, snapshot: (tx) => catalogue.everything(tx), hears: [] });
  return backEnd;
}
