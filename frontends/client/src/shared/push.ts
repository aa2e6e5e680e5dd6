import { pushKey } from "@siren/contracts/push";
import type { Api } from "@siren/web/api";
import type { Language } from "@siren/web/i18n";
import { observable } from "@siren/web/observable";

/**
 * `no`: this browser cannot. `install`: it could from the home screen. `blocked`: its person has said no to it, and
 * only its own settings can change that.
 */
type PushState = "no" | "install" | "blocked" | "off" | "on";

/** What is used of a browser. */
export type PushBrowser = {
  can: "push" | "install" | "no";
  permission(): NotificationPermission;
  /** Asks the person: only in a tap. */
  askPermission(): Promise<NotificationPermission>;
  registration(): Promise<ServiceWorkerRegistration | undefined>;
  register(): Promise<ServiceWorkerRegistration>;
};

type Parts = { api: Api; browser: PushBrowser; language: () => Language };

export type ReadyByPush = ReturnType<typeof createReadyByPush>;

/** Being told of READY by the browser itself, when no page is open. */
export function createReadyByPush({ api, browser, language }: Parts) {
  const state = observable<PushState>(browser.can === "push" ? "off" : browser.can);

  async function current(): Promise<PushSubscription | null> {
    if (browser.can !== "push" || browser.permission() !== "granted") return null;
    return (await (await browser.registration())?.pushManager.getSubscription()) ?? null;
  }

  async function look(): Promise<PushSubscription | null> {
    if (browser.can !== "push") return null;
    const found = await current();
    state.set(found ? "on" : browser.permission() === "denied" ? "blocked" : "off");
    return found;
  }

  /** With the key that order has now: messages under another one are refused. */
  async function subscribed(registration: ServiceWorkerRegistration): Promise<PushSubscription> {
    const answer = await api({ method: "GET", path: "/order/push-key", answer: pushKey, isQuiet: true });
    const key = answer.body.publicKey;
    const { pushManager } = registration;
    const known = await pushManager.getSubscription();
    if (known && keyOf(known) === key) return known;
    await known?.unsubscribe();
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }

  async function say(subscription: PushSubscription): Promise<void> {
    const { p256dh = "", auth = "" } = subscription.toJSON().keys ?? {};
    const body = { endpoint: subscription.endpoint, keys: { p256dh, auth }, language: language() };
    await api({ method: "PUT", path: "/order/push-subscriptions", answer: null, body });
  }

  return {
    state,
    look: async () => void (await look()),

    /** In a tap. Throws when the push service or order cannot be reached. */
    async turnOn(): Promise<void> {
      const permission = await browser.askPermission();
      if (permission !== "granted") {
        state.set(permission === "denied" ? "blocked" : "off");
        return;
      }
      await say(await subscribed(await browser.register()));
      state.set("on");
    },

    async turnOff(): Promise<void> {
      const subscription = await current();
      if (subscription) {
        const body = { endpoint: subscription.endpoint };
        await api({ method: "DELETE", path: "/order/push-subscriptions", answer: null, body });
        await subscription.unsubscribe();
      }
      state.set("off");
    },

    /** Whoever is here now is who this browser is told about. It is said again when a page is opened, should it fail. */
    async claim(): Promise<void> {
      try {
        const registration = (await look()) && (await browser.registration());
        if (registration) await say(await subscribed(registration));
      } catch {
        // What is known of this browser stays so.
      }
    },

    /** Its person has left: the push service forgets this browser, and tells order so with the next message. */
    async leave(): Promise<void> {
      try {
        await (await current())?.unsubscribe();
        await look();
      } catch {
        // Without a push service there is nothing to be told by.
      }
    },
  };
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer());
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
