import type { BackEnd } from "@siren/chassis/back-end";
import type * as z from "zod";
import type { Credentials } from "../credentials/credentials.ts";
import type { EdgeLimits } from "../edge/edge-limits.ts";
import type { Limiter } from "../edge/limiter.ts";
import type { SocketWay } from "../proxy/socket-way.ts";
import type { Policy } from "./exchange.ts";
import type { KeySet } from "./jwt/key-sets.ts";
import type { OriginCheck } from "./origin-check.ts";

/** What the gateway has, for the policies that need it. */
export type PolicyParts = {
  backEnd: BackEnd;
  checkOrigin: OriginCheck;
  limiter: Limiter;
  /** Beside which the file's own paths begin. */
  folder: string;
  /** What the balancer knows a serviceEndpoint of the file by. */
  serviceOf(serviceEndpoint: string): string | undefined;
  /** Called when the step is taken by nobody any more: for what is open, or waits for a file to change. */
  onClose(close: () => void): void;
  /** Who may come in, by the file named; by the usual one when none is. */
  credentials(file?: string): Credentials | undefined;
  /** The keys that an issuer of tokens shows. */
  keySets(url: string): KeySet;
  limits: EdgeLimits;
};

/** One policy as a plain module: its name in the file, what may stand under `action`, and what it then does. */
export type PolicyModule = {
  name: string;
  action: z.ZodType;
  /** Called once for each step of each pipeline, whenever a file is taken. */
  create(action: unknown, parts: PolicyParts): Policy | Promise<Policy>;
  /** How sockets go where the step leads, of a step that sends on. */
  socketWay?: (action: unknown) => SocketWay;
  /** It remembers something that must not be lost when another part of the file changes. */
  outlivesReload?: boolean;
  /** It sends each request on to a service, and what stands behind it is never taken. */
  endsEach?: boolean;
  /** What lies behind it is asked for once for many askers. */
  sharesAnswers?: boolean;
  /** It may stand behind such a one: it asks nothing of who asks, and says nothing to them. */
  mayFollowCopies?: boolean;
};

type Typed<A extends z.ZodType> = Omit<PolicyModule, "action" | "create" | "socketWay"> & {
  action: A;
  socketWay?: (action: z.infer<A>) => SocketWay;
  create(action: z.infer<A>, parts: PolicyParts): Policy | Promise<Policy>;
};

/** The file's reader has held what stands there against `action`, so `create` gets what it declares. */
export const definePolicy = <A extends z.ZodType>({ socketWay, ...typed }: Typed<A>): PolicyModule => ({
  ...typed,
  ...(socketWay && { socketWay: (action: unknown) => socketWay(action as z.infer<A>) }),
  create: (action, parts) => typed.create(action as z.infer<A>, parts),
});
