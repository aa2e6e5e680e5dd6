import type { Connections } from "@siren/web/connections";
import { askAgainMs } from "@siren/web/query-client";

/** What anybody may ask of them; of order and barista the screens that need them ask by themselves. */
const askedAt: Readonly<Record<string, string>> = {
  gateway: "/menu/stores",
  menu: "/menu/stores",
  member: "/member/.well-known/jwks.json",
};

type Parts = Pick<Connections, "api" | "later"> & { health: Pick<Connections["health"], "troubles"> };

/**
 * Who was away is asked whether they are back: on a screen that asks for nothing, what was said of them would stand
 * there for ever. What is only old stays so until the very thing was read anew.
 */
export function watchTroubles({ api, health: { troubles }, later }: Parts): void {
  let isAsking = false;
  const away = () =>
    Object.entries(troubles.get()).flatMap(([name, { kind }]) => (kind === "down" ? [name] : []));

  async function ask(): Promise<void> {
    const paths = new Set(away().map((service) => askedAt[service]));
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
