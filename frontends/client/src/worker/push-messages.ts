import type { Change, Click, Push, Surroundings } from "@siren/web/worker/surroundings";

/** Shows what a push message says, and brings its customer to the order. */
type Notice = { orderId: string; number: number; store: { ko: string; en: string }; language: "ko" | "en" };

const worker = self as unknown as Surroundings;

const words = {
  ko: {
    title: (number: number) => `${number}번, 준비됐어요`,
    body: (store: string) => `${store}에서 기다리고 있어요.`,
  },
  en: {
    title: (number: number) => `Number ${number} is ready`,
    body: (store: string) => `It is waiting for you at ${store}.`,
  },
};
/** What cannot be read is shown all the same: a browser that shows nothing for a message takes the right away. */
const unread = { ko: "주문을 확인해 주세요", en: "Please have a look at your order" };

function readNotice(push: Push): Notice | null {
  try {
    const { orderId, number, store, language } = push.data?.json() as Notice;
    const isWhole = /^ord_[0-9A-Z]{26}$/.test(orderId) && Number.isInteger(number) && language in words;
    return isWhole && typeof store[language] === "string" ? { orderId, number, store, language } : null;
  } catch {
    return null;
  }
}

function show(notice: Notice | null): Promise<void> {
  const { scope } = worker.registration;
  const common = { icon: `${scope}icon.svg`, vibrate: [300, 120, 300, 120, 500], renotify: true };
  if (!notice)
    return worker.registration.showNotification(`${unread.ko} · ${unread.en}`, { ...common, tag: "siren" });
  const { orderId, number, store, language } = notice;
  return worker.registration.showNotification(words[language].title(number), {
    // One for each order: told again, it takes the place of the one before, and rings again.
    ...{ ...common, tag: orderId, lang: language, data: { orderId } },
    body: words[language].body(store[language]),
  });
}

/** The page that shows the order already, else any of ours, else a new one. */
async function open(orderId: unknown): Promise<void> {
  const { scope } = worker.registration;
  const url = typeof orderId === "string" ? `${scope}orders/${orderId}` : `${scope}orders`;
  const all = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const pages = all.filter((page) => page.url.startsWith(scope));
  const page = pages.find((one) => one.url === url) ?? pages[0];
  if (!page) return void (await worker.clients.openWindow(url));
  if (page.url !== url) page.postMessage({ type: "siren.open-order", orderId });
  await page.focus();
}

/**
 * The browser has put another subscription in place of ours. Only a page knows who is signed in: those that are open
 * are told to say whose it is, and the next that is opened does so by itself.
 */
async function subscribeAnew(before: PushSubscription | null): Promise<void> {
  const { pushManager } = worker.registration;
  const key = before?.options.applicationServerKey;
  if (key && !(await pushManager.getSubscription()))
    await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) page.postMessage({ type: "siren.subscription-changed" });
}

worker.addEventListener<Push>("push", (event) => event.waitUntil(show(readNotice(event))));
worker.addEventListener<Click>("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { orderId?: unknown } | null)?.orderId));
});
worker.addEventListener<Change>("pushsubscriptionchange", (event) =>
  event.waitUntil(subscribeAnew(event.oldSubscription)),
);
