/** As much of a worker's surroundings as is used here; the page's own types know none of it. */
export type Lasting = Event & { waitUntil(work: Promise<unknown>): void };
export type Push = Lasting & { data: { json(): unknown } | null };
export type Click = Lasting & { notification: Notification };
export type Change = Lasting & { oldSubscription: PushSubscription | null };
export type Fetch = Event & { request: Request; respondWith(answer: Promise<Response>): void };
export type Word = Lasting & { data: unknown };
type PageClient = { url: string; focus(): Promise<unknown>; postMessage(word: unknown): void };

export type Surroundings = {
  registration: ServiceWorkerRegistration;
  clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<PageClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<E extends Event>(name: string, listener: (event: E) => void): void;
};
