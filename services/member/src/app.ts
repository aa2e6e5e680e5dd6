import { type BackEnd, createBackEnd, type Surroundings } from "@siren/chassis/back-end";
import { ConfigFault, isLoopback } from "@siren/chassis/config";
import { errorFields } from "@siren/chassis/log";
import { runMessaging } from "@siren/chassis/messaging/run-messaging";
import { openServiceStore } from "@siren/store/service-store";
import { keepAllAllowed } from "./allowances.ts";
import { createCards } from "./cards.ts";
import type { MemberConfig } from "./config.ts";
import { createFavourites } from "./favourites.ts";
import { createFirstOps } from "./first-ops.ts";
import { createLedger } from "./ledger.ts";
import { orderHandlers } from "./messaging.ts";
import { createPasswords } from "./passwords.ts";
import type { PaymentProvider } from "./payment-provider.ts";
import { createPeople } from "./people.ts";
import { memberRoutes } from "./routes.ts";
import { createSandboxProvider } from "./sandbox-provider.ts";
import { seedDemo } from "./seed.ts";
import { createSessions } from "./sessions.ts";
import { stateForConsumers } from "./snapshot.ts";
import { memberModels } from "./store.ts";
import { createThrottle } from "./throttle.ts";
import { loadTokens } from "./tokens.ts";
import { createTopUps } from "./top-ups.ts";
import { walletRoutes } from "./wallet-routes.ts";

export type MemberOptions = { config: MemberConfig; provider?: PaymentProvider } & Surroundings;

export async function buildMember({ config, provider, ...given }: MemberOptions): Promise<BackEnd> {
  if (config.seed === "demo" && !isLoopback(config.host)) {
    throw new ConfigFault([
      "SEED=demo has accounts whose password everybody knows; with a HOST beyond this machine use SEED=empty",
    ]);
  }
  const backEnd = await createBackEnd({
    name: "member",
    config,
    isPublic: true,
    knowsPeople: true,
    ...given,
  });
  const { log, now, newId, failpoints } = backEnd;
  const store = await openServiceStore(backEnd, config, [
    {
      ...{ version: 1, name: "each card that was topped up is allowed anew from time to time" },
      up: () => keepAllAllowed(store, models, cards),
    },
  ]);
  const models = memberModels(store);
  const ledger = createLedger(models, () => newId("jnl"), now);
  const cards = createCards(models, ledger, newId, now);
  const tokens = await loadTokens(config.tokenKeyFile);
  const sessions = createSessions(models, tokens, () => newId("ses"));
  const passwords = createPasswords();
  const people = createPeople({ store, models, cards, sessions, passwords, now });
  const topUps = createTopUps({
    store,
    models,
    cards,
    provider: provider ?? createSandboxProvider(),
    timeoutMs: config.paymentTimeoutMs,
    newTopUpId: () => newId("top"),
    now,
    reach: failpoints.reach,
    onTrouble: (topUpId, error) => log.warn("top-up.not-pursued", { topUpId, ...errorFields(error) }),
  });
  const firstOps = createFirstOps({ folder: config.dataDir, models, people, newId });

  backEnd.stage("seed", {
    async start() {
      if (config.seed === "demo") await seedDemo({ store, models, people, cards, passwords, newId });
      else if (await firstOps.prepare()) log.warn("first-ops.code-waiting", { file: firstOps.file });
    },
  });
  backEnd.stage("top-ups", { stop: () => topUps.stop() });
  backEnd.routes(
    walletRoutes({
      ...{ store, models, cards, topUps, failpoints, now },
      favourites: createFavourites(store, models, now),
    }),
  );
  backEnd.routes(
    memberRoutes({
      ...{ people, tokens, firstOps, newId },
      throttle: createThrottle(now),
    }),
  );
  runMessaging(backEnd, {
    owner: "member",
    store,
    snapshot: (tx) => stateForConsumers(models, cards, tx, now()),
    hears: [{ feed: "order", handlers: orderHandlers(cards, failpoints) }],
    timers: { ...topUps.timers, ...cards.timers },
  });
  return backEnd;
}
