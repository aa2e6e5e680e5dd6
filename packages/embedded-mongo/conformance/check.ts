import type { Db, MongoClient } from "mongodb";
import type { Connection } from "mongoose";

/** Where a check runs: the same server seen by the bare driver and by mongoose. */
export interface Place {
  uri: string;
  client: MongoClient;
  mongoose: Connection;
}

/**
 * One question put to a server. Its answer is compared with another server's answer, so it must hold
 * nothing that changes from run to run: fixed ids, no clock, no order that the server does not promise.
 */
export interface Check {
  name: string;
  /** The real engine's npm build has no sessions: such a check states its answer itself. */
  needs?: "sessions";
  expected?: unknown;
  run(db: Db, place: Place): Promise<unknown>;
}
