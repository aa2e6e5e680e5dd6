import { type Observable, observable } from "@siren/web/observable";
import { whenIdle } from "@siren/web/when-idle";

/** Told once: the page opens also when nobody can be reached, and a newer build of it waits to be taken. */
export type KeptPage = { hasNewer: Observable<boolean>; takeNewer: () => void };

/**
 * Sees to the service worker once the page is loaded and has nothing better to do. Without one (an old browser, a
 * plain connection to another machine, forbidden storage) the page is the same but for a start without a network.
 */
export function keepPage(base: string, isBuilt: boolean): KeptPage {
  const hasNewer = observable(false);
  let waiting: ServiceWorker | null = null;
  let isTaking = false;

  function look(registration: ServiceWorkerRegistration): void {
    // The first one has nobody before it: it is no news.
    waiting = navigator.serviceWorker.controller ? registration.waiting : null;
    hasNewer.set(waiting !== null);
  }

  async function register(): Promise<void> {
    const registration = await navigator.serviceWorker.register(`${base}sw.js`, { scope: base });
    registration.active?.postMessage({ type: "siren.keep-shell" });
    look(registration);
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", () => look(registration));
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void registration.update().catch(() => {});
    });
  }

  if (isBuilt && "serviceWorker" in navigator) {
    const { serviceWorker } = navigator;
    const isFirst = serviceWorker.controller === null;
    serviceWorker.addEventListener("controllerchange", () => {
      if (isTaking) return location.reload();
      // Another tab took it: this page is the old one, and nothing waits any more.
      waiting = null;
      hasNewer.set(!isFirst);
    });
    const begin = () => void register().catch(() => {});
    const soon = () => whenIdle(begin);
    if (document.readyState === "complete") soon();
    else addEventListener("load", soon, { once: true });
  }

  return {
    hasNewer,
    takeNewer() {
      isTaking = true;
      if (waiting) waiting.postMessage({ type: "siren.take-over" });
      else location.reload();
    },
  };
}
