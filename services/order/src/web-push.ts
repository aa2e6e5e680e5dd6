import { createHash, randomBytes } from "node:crypto";
import type { BackEnd } from "@siren/chassis/back-end";
import { errorFields } from "@siren/chassis/log";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type { OrderConfig } from "./config.ts";
import type { Order } from "./domain/order.ts";
import { pushRoutes } from "./http/push-routes.ts";
import { streamOf } from "./messaging/published.ts";
import { createPushTimers } from "./messaging/push-timers.ts";
import { isPublicPoint } from "./push/encrypt.ts";
import { createHostRoom } from "./push/host-room.ts";
import { createPushLine, createSharedResolve } from "./push/push-line.ts";
import { createVapid, newVapidPair, type Vapid } from "./push/vapid.ts";
import type { Models } from "./store/models.ts";
import { createPushWork, forgetSubscriptionsBefore, keptVapidPair } from "./store/push-book.ts";
import { createReadyPosition } from "./store/ready-position.ts";
import type { PushWork } from "./use-cases/push-ports.ts";

export type WebPushParts = {
  store: Store;
  models: Models;
  config: Pick<OrderConfig, "vapidPair" | "pushContact" | "pushTestOrigin">;
  /** Until where a page of the stream's person has shown what it was told. */
  heardUpTo: (stream: string) => Promise<number>;
};

/** A name that nobody can read the thing from; 32 characters are what a topic may have. */
const nameOf = (what: string) => createHash("sha256").update(what).digest("base64url");
const topicOf = (orderId: string) => nameOf(orderId).slice(0, 32);

/** Web Push, put together: its routes, its timers, and a stage that has to be stopped after those. */
export function openWebPush(backEnd: BackEnd, { store, models, config, heardUpTo }: WebPushParts) {
  const { log, now, meter, failpoints } = backEnd;
  const { pushTestOrigin: testOrigin } = config;
  const workOf = (tx: Tx) => createPushWork(models, tx, now);
  const unit = <T>(work: (work: PushWork) => Promise<T>) => store.unitOfWork((tx) => work(workOf(tx)));
  const answers = meter.createCounter("pushes_sent", {
    description: "Web Push messages, by what the push service made of them",
  });

  let opened: Promise<Vapid> | undefined;
  async function open(): Promise<Vapid> {
    const pair = config.vapidPair ?? (await keptVapidPair(models, newVapidPair));
    return createVapid(pair, { subject: config.pushContact, now });
  }
  const vapid = () => {
    opened ??= open().catch((error) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const publicKey = async () => (await vapid()).publicKey;

  const resolve = createSharedResolve();
  const readyAt = createReadyPosition(store, streamOf);
  const timers = createPushTimers<Tx>({
    reads: { readyAt, heardUpTo: (owner: Order["owner"]) => heardUpTo(streamOf(owner)) },
    ...{ now, random: Math.random, topicOf, workOf, unit, log, reach: failpoints.reach },
    line: {
      async send(message, interrupted) {
        const line = createPushLine({ vapid: await vapid(), random: randomBytes, now, testOrigin, resolve });
        return line.send(message, interrupted);
      },
    },
    room: createHostRoom({ now }),
    onAnswer: (answer) => answers.add(1, { answer }),
  });
  backEnd.stage("web push", { start: async () => void (await vapid()), stop: () => timers.settle() });
  // Each replica once more, from when on it refuses them itself: one may have been let in after the feed was heard.
  backEnd.people.revocations.onRevoked((memberId, notBefore) => {
    forgetSubscriptionsBefore(models, memberId, notBefore).catch((error) =>
      log.warn("push.not-forgotten", { memberId, ...errorFields(error) }),
    );
  });

  return {
    timers: timers.handlers,
    routes: pushRoutes({ subscribing: { unit, testOrigin, idOf: nameOf, isPublicPoint }, publicKey }),
  };
}
