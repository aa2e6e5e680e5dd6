import type { BackEnd } from "@siren/chassis/back-end";
import { createBackEnd, type Surroundings } from "@siren/chassis/create-back-end";
import { runMessaging } from "@siren/chassis/messaging/run-messaging";
import { openServiceStore } from "@siren/store/service-store";
import type { Tx } from "@siren/store/unit-of-work";
import { createCatalogue } from "./catalogue.ts";
import type { MenuConfig } from "./config.ts";
import { createDesk } from "./desk.ts";
import { deskRoutes } from "./desk-routes.ts";
import { createKeyedWrite } from "./keyed-write.ts";
import { createPictures } from "./pictures.ts";
import { createPriceChanges, priceTimer } from "./price-changes.ts";
import { createPromotions } from "./promotions.ts";
import { createRates } from "./rates.ts";
import { menuRoutes } from "./routes.ts";
import { createSearch } from "./search.ts";
import { sowPromotions } from "./seed/demo-promotions.ts";
import { demoSeed, seedDemo } from "./seed/seed.ts";
import { shelfRoutes } from "./shelf-routes.ts";
import { menuModels } from "./store.ts";

export type MenuOptions = { config: MenuConfig } & Surroundings;

export async function buildMenu({ config, ...given }: MenuOptions): Promise<BackEnd> {
  const backEnd = await createBackEnd({ name: "menu", config, isPublic: true, ...given });
  const { log, now } = backEnd;
  const store = await openServiceStore(backEnd, config);
  const models = menuModels(store);
  const write = createKeyedWrite(store);
  const catalogue = createCatalogue(models, write, now);
  const desk = createDesk(models, write, catalogue);
  const priceChanges = createPriceChanges(models, write, catalogue, desk, now);

  const promotions = createPromotions(models, write, catalogue, now);

  if (config.seed === "demo")
    backEnd.stage("seed", {
      async start() {
        await sowPromotions(catalogue, promotions, demoSeed.stores[0]?.storeId ?? "");
        await seedDemo(catalogue);
      },
    });
  backEnd.routes([
    ...menuRoutes(catalogue),
    ...deskRoutes(desk, priceChanges),
    ...shelfRoutes({
      catalogue,
      promotions,
      pictures: createPictures(models, write),
      search: createSearch(),
      rates: createRates(config.ratesFile, log, now),
    }),
  ]);
  runMessaging<Tx>(backEnd, {
    owner: "menu",
    store,
    snapshot: (tx) => catalogue.everything(tx),
    hears: [],
    timers: { [priceTimer]: (timer, tx) => priceChanges.due(timer, tx) },
  });
  return backEnd;
}
