/** Whether this browser's person has said yes before: nothing of it is needed by anybody else. */
export const mayBeTold = () => "Notification" in window && Notification.permission === "granted";

type WorkerWord = { type: "siren.open-order"; orderId: string } | { type: "siren.subscription-changed" };

/** What the service worker says to the pages that are open. */
export function onWorkerWord(listener: (word: WorkerWord) => void): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== "object" || data === null || !("type" in data)) return;
    if (data.type === "siren.subscription-changed") listener({ type: data.type });
    // Without one (a message that could not be read) it is the list of orders.
    if (data.type === "siren.open-order")
      listener({ type: data.type, orderId: "orderId" in data ? String(data.orderId ?? "") : "" });
  });
}
