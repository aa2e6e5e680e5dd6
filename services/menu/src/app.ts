import { type BackEnd, createBackEnd, type Surroundings } from "@siren/chassis/back-end";
import { runMessaging } from "@siren/chassis/messaging/run-messaging";
import { openServiceStore } from "@siren/store/service-store";
import { createCatalogue } from "./catalogue.ts";
import type { MenuConfig } from "./config.ts";
import { menuRoutes } from "./routes.ts";
import { seedDemo } from "./seed/seed.ts";
import { menuModels } from "./store.ts";

export type MenuOptions = { config: MenuConfig } & Surroundings;

export async function buildMenu({ config, ...given }: MenuOptions): Promise<BackEnd> {
  const backEnd = await createBackEnd({ name: "menu", config, isPublic: true, ...given });
  const store = await openServiceStore(backEnd, config);
  const catalogue = createCatalogue(store, menuModels(store), backEnd.now);

  if (config.seed === "demo") backEnd.stage("seed", { start: () => seedDemo(catalogue) });
  backEnd.routes(menuRoutes(catalogue));
  runMessaging(backEnd, { owner: "menu", store, snapshot: (tx) => catalogue.everything(tx), hears: [] });
  return backEnd;
}
