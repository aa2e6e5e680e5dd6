import type { MessagingLog } from "@siren/chassis/messaging/ports";
import type { IdPrefix } from "@siren/contracts/ids";
import type { SagaParts } from "../../services/order/src/use-cases/ports.ts";
import type { AfterCommit, MessengerOptions } from "./messenger.ts";

/** What a life of a service is given. */
export type LifeParts = {
  /** The way to the other services; only order asks. */
  desks: Pick<SagaParts, "member" | "barista">;
  log: MessagingLog;
  now: () => number;
  newId: (prefix: IdPrefix) => string;
  reach: (step: string) => Promise<void>;
  readFeed: MessengerOptions<AfterCommit>["readFeed"];
  onTaken: MessengerOptions<AfterCommit>["onTaken"];
};
