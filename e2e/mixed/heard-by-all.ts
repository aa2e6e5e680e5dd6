import { inboxAudit, type Verdict } from "@siren/contracts/audit";
import { identityHeader } from "@siren/contracts/identity";
import { identityOf } from "../harness/audit.ts";
import type { TestStack } from "../harness/stack.ts";

const consumers = ["order", "barista", "member"] as const;
type Consumer = (typeof consumers)[number];

/**
 * Which types each service has handled in all of its versions. What an earlier one passes over, because it does not
 * know it yet, has no mark of having been taken, and today's auditor, which asks today's service what it hears, finds
 * that amiss.
 */
export function heardByAll() {
  const types = new Map<Consumer, ReadonlySet<string>>();
  const isPassedOver = (why: string) =>
    consumers.some((name) => {
      const [, type = "", consumer] = /^(\w+), event \d+ of \w+: (\w+) is past it/.exec(why) ?? [];
      return consumer === name && types.get(name)?.has(type) === false;
    });

  return {
    /** Those who listen now; a version that is asked once is known. */
    async ask(stack: TestStack, signal: AbortSignal): Promise<void> {
      for (const name of consumers)
        for (const { state, announcement } of stack.processes(name)) {
          if (state !== "listening" || !announcement) continue;
          const response = await fetch(`${announcement.url}/internal/audit/inbox?since=0&limit=1`, {
            headers: { [identityHeader]: identityOf(stack, "auditor", name) },
            signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
          });
          const { hears } = inboxAudit.parse(await response.json());
          const known = types.get(name);
          const its = hears.flatMap((one) => one.types).filter((type) => known?.has(type) ?? true);
          types.set(name, new Set(its));
        }
    },
    isExcused: ({ rule, findings }: Pick<Verdict, "rule" | "findings">): boolean =>
      rule === "everything-heard" && findings.length > 0 && findings.every(({ why }) => isPassedOver(why)),
    setTypes: (name: Consumer, its: readonly string[]) => void types.set(name, new Set(its)),
  };
}
