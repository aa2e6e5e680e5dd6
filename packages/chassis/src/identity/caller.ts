import type { Via } from "@siren/contracts/identity";
import type { Role } from "@siren/contracts/roles";

/** Who is asking, as far as it has been proved. */
export type Caller = {
  kind: "anonymous" | "member" | "guest" | "service";
  sub: string;
  roles: Role[];
  stores: string[];
  via: Via | "none";
  /** What a member is called, where the token said so; nobody else has a name. */
  nickname?: string;
  /** When the person signed in; a revocation later than this ends it. */
  authAtMs: number;
};

export const anonymous: Caller = {
  kind: "anonymous",
  sub: "",
  roles: [],
  stores: [],
  via: "none",
  authAtMs: 0,
};
