import type { Status } from "./instance-info.ts";

export type StatusQuestion = {
  readonly reported: Status;
  readonly override: Status | undefined;
  /** The status of the lease that is already there, if any. */
  readonly existing: Status | undefined;
  readonly replication: boolean;
};

/**
 * The first rule that matches wins. The third of them is Eureka's: a client cannot flip itself between UP and
 * OUT_OF_SERVICE by registering again, so that what an operator did through a peer is not undone.
 */
export function resolveStatus({ reported, override, existing, replication }: StatusQuestion): Status {
  if (reported !== "UP" && reported !== "OUT_OF_SERVICE") return reported;
  if (override !== undefined) return override;
  if (!replication && (existing === "UP" || existing === "OUT_OF_SERVICE")) return existing;
  return reported;
}
