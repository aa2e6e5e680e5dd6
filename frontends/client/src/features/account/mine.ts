import { type AccountView, accountView } from "@siren/contracts/accounts";
import { cardList } from "@siren/contracts/member";
import { notificationsView } from "@siren/contracts/notifications";
import { couponList, favouriteList, starAccount } from "@siren/contracts/wallet";
import { isOutOfReach } from "@siren/web/failures";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type * as z from "zod/mini";
import { keys } from "../../shared/query-keys.ts";
import { useMember, useServices, useSession } from "../../shared/services.ts";

/** What a member has, each part for itself: one that cannot be read takes no other along. */
const mineParts = {
  account: { path: "/member/me", answer: accountView },
  cards: { path: "/member/cards", answer: cardList },
  stars: { path: "/member/stars", answer: starAccount },
  coupons: { path: "/member/coupons", answer: couponList },
  favourites: { path: "/member/favourites", answer: favouriteList },
  notifications: { path: "/member/me/notifications", answer: notificationsView },
} as const;
export type MinePart = keyof typeof mineParts;

export type Mine<T> = {
  data: T | undefined;
  /** When it was so: told where it could not be asked for anew. */
  asOf: number | undefined;
  isAway: boolean;
  error: unknown;
  again: () => void;
};

export function useMine<P extends MinePart>(part: P): Mine<z.output<(typeof mineParts)[P]["answer"]>> {
  const { api } = useServices();
  const { kind } = useSession();
  const memberId = useMember()?.memberId ?? "";
  const { path, answer } = mineParts[part];
  const { data, dataUpdatedAt, error, refetch } = useQuery<unknown>({
    queryKey: keys.mine(memberId, part),
    enabled: kind === "member",
    queryFn: async ({ signal }) => (await api({ method: "GET", path, answer, signal })).body,
  });
  const isAway = kind === "outage" || isOutOfReach(error);
  return {
    data: data as z.output<(typeof mineParts)[P]["answer"]> | undefined,
    asOf: data !== undefined && (isAway || error) ? dataUpdatedAt : undefined,
    isAway,
    error: isAway ? null : error,
    again: () => void refetch(),
  };
}

/** After a write: what was answered is shown, and what hangs on it is asked for anew. */
export function useMineChanged() {
  const client = useQueryClient();
  const memberId = useMember()?.memberId ?? "";
  return {
    put: (account: AccountView) => client.setQueryData(keys.mine(memberId, "account"), account),
    reread: (...parts: MinePart[]) => {
      for (const part of parts) void client.invalidateQueries({ queryKey: keys.mine(memberId, part) });
    },
  };
}
