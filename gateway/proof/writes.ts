import type { Notes } from "./notes.ts";
import { isGood, type Sent } from "./steady-load.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** What must hold of reads and writes, whatever happened meanwhile. */
export function judgeWrites(sent: readonly Sent[], { arrived, done }: Notes): Verdict[] {
  const of = (kind: Sent["kind"]) => sent.filter((one) => one.kind === kind);
  const failed = (kind: Sent["kind"]) => of(kind).filter((one) => !isGood(one)).length;
  const twice = sent.filter(({ id }) => (done.get(id) ?? 0) > 1);
  const acknowledged = sent.filter((one) => one.kind !== "read" && isGood(one));
  const lost = acknowledged.filter(({ id }) => !done.has(id));
  const repeated = of("unkeyed").filter(({ id }) => (arrived.get(id) ?? 0) > 1);
  const keptSafe = of("keyed").filter(({ id }) => (arrived.get(id) ?? 0) > 1);
  return [
    verdict("no read failed", failed("read") === 0, `${failed("read")} of ${of("read").length}`),
    verdict(
      "no write with a key failed",
      failed("keyed") === 0,
      `${failed("keyed")} of ${of("keyed").length}`,
    ),
    verdict(
      "no write was done twice",
      twice.length === 0,
      `${twice.length} of ${done.size} done; ${keptSafe.length} with a key reached two replicas`,
    ),
    verdict(
      "no write that was acknowledged is missing",
      lost.length === 0,
      `${lost.length} of ${acknowledged.length}`,
    ),
    verdict(
      "no write without a key was sent on twice",
      repeated.length === 0,
      `${repeated.length} of ${of("unkeyed").length}`,
    ),
  ];
}
