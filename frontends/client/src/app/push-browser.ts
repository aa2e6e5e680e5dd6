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
