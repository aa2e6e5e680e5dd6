import type { PushBrowser } from "../shared/push.ts";

/** On an iPhone or iPad only a page on the home screen may be told anything; a Mac has no touch. */
const isApplesTouch = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);

function whatItCan(): PushBrowser["can"] {
  if (!isSecureContext) return "no";
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return "push";
  return isApplesTouch() ? "install" : "no";
}

export function createPushBrowser(base: string): PushBrowser {
  return {
    can: whatItCan(),
    permission: () => Notification.permission,
    askPermission: () => Notification.requestPermission(),
    registration: () => navigator.serviceWorker.getRegistration(base),
    async register() {
      await navigator.serviceWorker.register(`${base}sw.js`, { scope: base });
      return navigator.serviceWorker.ready;
    },
  };
}

export type WorkerWord =
  | { type: "siren.open-order"; orderId: string }
  | { type: "siren.subscription-changed" };

/** What the service worker says to the pages that are open. */
export function onWorkerWord(listener: (word: WorkerWord) => void): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== "object" || data === null || !("type" in data)) return;
    if (data.type === "siren.subscription-changed") listener({ type: data.type });
    if (data.type === "siren.open-order" && "orderId" in data && typeof data.orderId === "string")
      listener({ type: data.type, orderId: data.orderId });
  });
}
