import { isLoopback } from "@siren/chassis/addresses";
import type { BackEnd } from "@siren/chassis/back-end";
import { openOutsideBreaker } from "@siren/chassis/balancing/outside-breaker";
import { ConfigFault } from "@siren/chassis/config";
import { createBackEnd, type Surroundings } from "@siren/chassis/create-back-end";
import { errorFields } from "@siren/chassis/log";
import { runMessaging } from "@siren/chassis/messaging/run-messaging";
import { demoAccounts, demoPassword } from "@siren/contracts/demo-accounts";
import { openServiceStore } from "@siren/store/service-store";
import { accountRoutes } from "./account-routes.ts";
import { createAccounts } from "./accounts.ts";
import { keepAllAllowed } from "./allowances.ts";
import { countOldCards } from "./card-totals.ts";
import { createCards } from "./cards.ts";
import { type MemberConfig, providersOf } from "./config.ts";
import { createConfirm } from "./confirmation.ts";
import { createDevices } from "./devices.ts";
import { createFavourites } from "./favourites.ts";
import { createFirstOps } from "./first-ops.ts";
import { createLeaving } from "./leaving.ts";
import { createLedger } from "./ledger.ts";
import { createLinks } from "./links.ts";
import { mailboxRoutes } from "./mailbox-page.ts";
import { createMembers } from "./members.ts";
import { orderHandlers, orderReadAhead } from "./messaging.ts";
import { createChoices } from "./notifications/choices.ts";
import { notificationRoutes } from "./notifications/notification-routes.ts";
import { createOrderLetters } from "./notifications/order-letters.ts";
import { openPostOffice } from "./notifications/post-office.ts";
import { createNotifier } from "./notifier.ts";
import { createOidc } from "./oidc.ts";
import { createOidcProvider } from "./oidc-provider.ts";
import { oidcRoutes } from "./oidc-routes.ts";
import { createPasswords, type PasswordCost } from "./passwords.ts";
import type { PaymentProvider } from "./payment-provider.ts";
import { createPeople } from "./people.ts";
import { createPins } from "./pins.ts";
import { createRegistrations } from "./registrations.ts";
import { memberRoutes } from "./routes.ts";
import { createSandboxProvider } from "./sandbox-provider.ts";
import { seedDemo } from "./seed.ts";
import { createSessions } from "./sessions.ts";
import { createSignIn } from "./sign-in.ts";
import { stateForConsumers } from "./snapshot.ts";
import { createStaff } from "./staff.ts";
import { staffRoutes } from "./staff-routes.ts";
import { memberModels } from "./store.ts";
import { tabletRoutes } from "./tablet-routes.ts";
import { createThrottle } from "./throttle.ts";
import { registering } from "./throttle-rules.ts";
import { tokenKeyRoutes } from "./token-key-routes.ts";
import { createTokenKeys } from "./token-keys.ts";
import { createTokens, readKeyFile } from "./tokens.ts";
import { createTopUps } from "./top-ups.ts";
import { walletRoutes } from "./wallet-routes.ts";

export type MemberOptions = {
  config: MemberConfig;
  provider?: PaymentProvider;
  /** For tests, which sign in by the hundred; no setting, since it cannot be changed under a store. */
  passwordCost?: PasswordCost;
} & Surroundings;

export async function buildMember({
  config,
  provider,
  passwordCost,
  ...given
}: MemberOptions): Promise<BackEnd> {
  if (config.seed === "demo" && !isLoopback(config.host)) {
    throw new ConfigFault([
      "SEED=demo has accounts whose password everybody knows; with a HOST beyond this machine use SEED=empty",
    ]);
  }
  if (config.notifier === "mailbox" && !isLoopback(config.host)) {
    throw new ConfigFault([
      "NOTIFIER=mailbox shows everybody's reset links to whoever asks; with a HOST beyond this machine it cannot be",
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
    {
      ...{ version: 2, name: "each card counts what came and went" },
      up: () => countOldCards(store, models),
    },
  ]);
  const models = memberModels(store);
  const ledger = createLedger(models, () => newId("jnl"), now);
  const cards = createCards(models, ledger, newId, now);
  const file = await readKeyFile(config.tokenKeyFile);
  const tokenKeys = createTokenKeys({ store, models, file, turnDays: config.tokenKeyDays, now });
  const tokens = createTokens(file, tokenKeys);
  const sessions = createSessions(models, tokens, () => newId("ses"));
  const isDemo = config.seed === "demo";
  const passwords = createPasswords({ cost: passwordCost, knownToAll: isDemo ? undefined : demoPassword });
  const members = createMembers(models, now);
  const links = createLinks(models, now);
  const { mailbox, posts } = openPostOffice({ backEnd, config, store, models, file });
  const notifier = createNotifier(posts.email, { newId: () => newId("cmd"), now });
  const told = { links, notifier, pageUrl: `${config.publicUrl}/client` };
  const choices = createChoices({ store, models, members, posts });
  const letters = createOrderLetters({ models, choices, posts });
  const accounts = createAccounts({ store, models, members, sessions, passwords, ...told, now });
  const registrations = createRegistrations({
    throttle: createThrottle({ store, models, now }, registering),
    ...{ store, accounts },
  });
  const people = createPeople({
    store,
    models,
    cards,
    sessions,
    passwords,
    greet: accounts.askToVerify,
    now,
  });
  const throttle = createThrottle({ store, models, now });
  const devices = createDevices(file.keyFor("known devices"));
  const signIn = createSignIn({ store, models, passwords, sessions, throttle, devices, now });
  const confirm = createConfirm({ signIn, sessions, now });
  const staff = createStaff({ models, members, sessions, notifier });
  const newSessionId = () => newId("ses");
  const pins = createPins({ store, models, members, passwords, throttle, tokens, file, newSessionId, now });
  const { publicUrl } = config;
  const oidc = createOidc({
    ...{ store, models, members, people, sessions, publicUrl, now },
    providers: providersOf(config).map((settings) => createOidcProvider(settings, now)),
    newIds: () => ({ memberId: newId("mem"), cardId: newId("crd") }),
  });
  const leaving = createLeaving({ store, models, members, cards, sessions, ...told, now });
  const topUps = createTopUps({
    store,
    models,
    cards,
    provider: provider ?? createSandboxProvider(),
    timeoutMs: config.paymentTimeoutMs,
    breaker: openOutsideBreaker("payment-provider", backEnd, {
      ...{ volumeThreshold: 3, windowMs: 30_000, resetMs: config.paymentRestMs },
    }),
    newTopUpId: () => newId("top"),
    now,
    reach: failpoints.reach,
    onTrouble: (topUpId, error) => log.warn("top-up.not-pursued", { topUpId, ...errorFields(error) }),
  });
  const notCounted = isDemo ? [] : demoAccounts.map(({ email }) => email);
  const firstOps = createFirstOps({ folder: config.dataDir, notCounted, models, people, newId });

  backEnd.stage("token-keys", { start: () => tokenKeys.begin() });
  backEnd.stage("seed", {
    async start() {
      if (isDemo) await seedDemo({ store, models, people, cards, passwords, newId });
      else if (await firstOps.prepare()) log.warn("first-ops.code-waiting", { file: firstOps.file });
    },
  });
  backEnd.stage("top-ups", { stop: () => topUps.stop() });
  backEnd.routes(
    walletRoutes({
      ...{ store, models, cards, topUps, failpoints, now },
      favourites: createFavourites(models, now),
    }),
  );
  backEnd.routes(
    memberRoutes({
      ...{ people, registrations, signIn, devices, firstOps, newId },
    }),
  );
  backEnd.routes(
    accountRoutes({
      ...{ store, models, members, accounts, leaving, cards, confirm, devices, now },
    }),
  );
  backEnd.routes(notificationRoutes(choices));
  if (mailbox) backEnd.routes(mailboxRoutes(mailbox));
  if (!notifier.delivers)
    log.warn("notifier.delivers-nowhere", {
      meaning:
        "no address can be confirmed and no password reset: MAIL_UNAVAILABLE until messages can be sent",
    });
  backEnd.routes(oidcRoutes({ oidc, publicUrl }));
  backEnd.routes(staffRoutes({ store, staff, people, newId }));
  backEnd.routes(tabletRoutes({ pins, members, confirm }));
  backEnd.routes(tokenKeyRoutes(tokenKeys));
  runMessaging(backEnd, {
    owner: "member",
    store,
    snapshot: (tx) => stateForConsumers(models, cards, tx, now()),
    hears: [
      {
        feed: "order",
        handlers: orderHandlers(cards, failpoints, letters),
        readAhead: orderReadAhead(cards, letters),
      },
    ],
    timers: { ...topUps.timers, ...cards.timers, ...accounts.timers, ...tokenKeys.timers },
  });
  return backEnd;
}
