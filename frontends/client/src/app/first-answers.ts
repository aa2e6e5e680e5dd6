import type { QueryClient } from "@tanstack/react-query";
import { menuQuery, storeNowQuery, storesQuery } from "../shared/queries.ts";
import type { Services } from "../shared/services.ts";

/** Asked for by index.html, most of it is there by now (first-look/before-the-page.ts). */
const soonMs = 100;

/** Which store's menu a page begins with; null is another screen. */
export const firstMenu = (path: string): string | null =>
  /^stores\/([a-z0-9-]{1,40})\/?$/.exec(path)?.[1] ?? null;

/**
 * What the first screen is drawn of, as far as it comes soon: drawn without it, it is drawn twice. Each is read in a task
 * of its own: a menu alone is checked for as long as a phone's processor should be taken at a time.
 */
export async function firstAnswers(path: string, client: QueryClient, services: Services): Promise<void> {
  const storeId = firstMenu(path);
  if (path !== "" && storeId === null) return;
  const read = async () => {
    await client.prefetchQuery(storesQuery(services));
    if (storeId === null) return;
    await nextTask();
    await client.prefetchQuery(storeNowQuery(storeId, services));
    await nextTask();
    await client.prefetchQuery(menuQuery(storeId, services));
  };
  await soon(read());
}

const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Whoever waits goes on without it after a moment. */
export const soon = (work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work, new Promise((resolve) => setTimeout(resolve, soonMs))]);
