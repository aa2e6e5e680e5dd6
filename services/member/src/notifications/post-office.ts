import type { BackEnd } from "@siren/chassis/back-end";
import type { Campaign } from "@siren/chassis/messaging/ports";
import { type NotificationChannel, notificationChannels } from "@siren/contracts/notifications";
import type { Store } from "@siren/store/open-store";
import { hasMailbox, type MemberConfig } from "../config.ts";
import { createMailbox } from "../notifier.ts";
import { createSeal } from "../sealed.ts";
import type { MemberModels } from "../store.ts";
import type { KeyFile } from "../tokens.ts";
import type { Courier } from "./courier.ts";
import { nowhere, type Post } from "./letters.ts";
import { createOutgoing } from "./outgoing.ts";
import { startSender } from "./sender.ts";
import { channelsOf } from "./settings.ts";
import { openSmtpCourier } from "./smtp-courier.ts";
import { createWebhookCourier } from "./webhook-courier.ts";

type Parts = { backEnd: BackEnd; config: MemberConfig; store: Store; models: MemberModels; file: KeyFile };

/** What is set up is sent; all else goes to the developers' mailbox, where there is one, or nowhere. */
export function openPostOffice({ backEnd, config, store, models, file }: Parts) {
  const { log, now, meter, tracing } = backEnd;
  const { smtp, webhook } = channelsOf(config);
  const mailbox = hasMailbox(config) ? createMailbox(models) : undefined;
  const outgoing = createOutgoing({ models, seal: createSeal(file.keyFor("outgoing letters")) });
  const open: Record<NotificationChannel, (() => Promise<Courier>) | undefined> = {
    email: smtp && (() => openSmtpCourier(smtp)),
    message: webhook && (async () => createWebhookCourier(webhook, now)),
  };
  const postOf = (channel: NotificationChannel): Post =>
    open[channel] ? outgoing.post(channel) : (mailbox ?? nowhere);

  const counters = {
    sent: meter.createCounter("notifier.sent", { description: "letters that the other end took" }),
    failed: meter.createCounter("notifier.failed", { description: "tries to send one that did not succeed" }),
    givenUp: meter.createCounter("notifier.given_up", {
      description: "letters that were refused for good, or tried too often, or became too late to be of use",
    }),
  };
  const waiting = meter.createObservableGauge("notifier.waiting", { description: "letters not sent yet" });
  const senders: Campaign[] = [];

  backEnd.stage("senders", {
    async start() {
      for (const channel of notificationChannels) {
        const courier = await open[channel]?.();
        if (!courier) continue;
        waiting.addCallback(async (gauge) => gauge.observe(await outgoing.waiting(channel), { channel }));
        const { leases } = store;
        senders.push(startSender({ channel, courier, outgoing, leases, log, tracing, counters, now }));
      }
    },
    stop: async () => void (await Promise.all(senders.map((sender) => sender.close()))),
  });
  return { mailbox, posts: { email: postOf("email"), message: postOf("message") } };
}
