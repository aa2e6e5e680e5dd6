import { keepShell } from "./shell.ts";
import type { Fetch, Lasting, Surroundings, Word } from "./surroundings.ts";

/** A service worker that opens its page also when nobody can be reached. `list` is filled in when the page is built. */
export function runShell(keptAs: string, list: string): void {
  const worker = self as unknown as Surroundings;
  const { scope } = worker.registration;

  const shell = keepShell({
    ...{ scope, keptAs, list },
    caches: () => caches,
    fetch: (url, init) => fetch(url, init),
    digest: (bytes) => crypto.subtle.digest("SHA-256", bytes),
    isUpdate: () => worker.registration.active !== null,
    // While this worker is being installed, that is itself.
    isInstalling: () => worker.registration.active !== null && worker.registration.installing !== null,
    waiting: () => worker.registration.waiting,
    openPages: async () =>
      (await worker.clients.matchAll({ type: "window", includeUncontrolled: true })).length,
  });

  worker.addEventListener<Lasting>("install", (event) => event.waitUntil(shell.install()));
  worker.addEventListener<Lasting>("activate", (event) =>
    event.waitUntil(Promise.all([shell.dropOthers(), worker.clients.claim()])),
  );
  worker.addEventListener<Fetch>("fetch", (event) => {
    const answer = shell.answer(event.request);
    if (answer) event.respondWith(answer);
  });
  worker.addEventListener<Word>("message", (event) => {
    const { data } = event;
    if (typeof data !== "object" || data === null || !("type" in data)) return;
    if (data.type === "siren.take-over") event.waitUntil(worker.skipWaiting());
    if (data.type === "siren.keep-shell") event.waitUntil(shell.keepIfMissing().then(shell.dropOthers));
  });
}
