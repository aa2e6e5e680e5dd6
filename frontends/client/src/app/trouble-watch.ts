import type { Connections } from "@siren/web/connections";
import { askAgainMs } from "@siren/web/query-client";

/** What anybody may ask of them; of barista only about a store, which whoever it was asked for has. */
function askedAt(service: string, storeId: string | null): string | undefined {
  if (service === "gateway" || service === "menu") return "/menu/stores";
  if (service === "member") return "/member/.well-known/jwks.json";
  if (service === "order") return "/order/push-key";
  if (service === "barista" && storeId !== null) return `/barista/stores/${encodeURIComponent(storeId)}/now`;
  return undefined;
}

type Parts = Pick<Connections, "api" | "later"> & {
  health: Pick<Connections["health"], "troubles">;
  /** Any that there is. */
  storeId: () => string | null;
};

/**
 * Who was away is asked whether they are back: on a screen that asks for nothing, what was said of them would stand
 * there for ever. What is only old stays so until the very thing was read anew.
 */
export function watchTroubles({ api, health: { troubles }, later, storeId }: Parts): void {
  let isAsking = false;
  const away = () =>
    Object.entries(troubles.get()).flatMap(([name, { kind }]) => (kind === "down" ? [name] : []));

  async function ask(): Promise<void> {
    const paths = new Set(away().map((service) => askedAt(service, storeId())));
    isAsking = paths.size > 0;
    if (!isAsking) return;
    const asking = [...paths].map((path) =>
      path ? api({ method: "GET", path, answer: null, isAnonymous: true, retryForMs: 0 }) : undefined,
    );
    await Promise.allSettled(asking);
    later(askAgainMs, () => void ask());
  }

  troubles.subscribe(() => {
    if (isAsking || away().length === 0) return;
    isAsking = true;
    later(askAgainMs, () => void ask());
  });
}
