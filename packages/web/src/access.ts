import { observable } from "./observable.ts";

/**
 * What a request may be sent with. The token lives here and nowhere else: never in storage. `renew` is put
 * in by the session.
 */
export type Renewal = "renewed" | "outage" | "ended";

export function createAccess() {
  const token = observable<string | null>(null);
  const access = {
    token,
    /** Whether there is somebody whose token could be renewed. */
    isKnown: (): boolean => false,
    renew: async (): Promise<Renewal> => "ended",
  };
  return access;
}
export type Access = ReturnType<typeof createAccess>;
