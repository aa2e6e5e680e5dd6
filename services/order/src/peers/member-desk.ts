import { CallFailed, type ServiceClient } from "@siren/chassis/client";
import type { Caller } from "@siren/chassis/identity/caller";
import { holdView } from "@siren/contracts/member";
import { problem } from "@siren/contracts/problems";
import type { HoldAnswer, MemberDesk } from "../use-cases/ports.ts";

/** A "no" of member itself. Whatever else comes back says nothing about the hold. */
const refusals: ReadonlySet<number> = new Set([400, 402, 403, 404, 409, 422, 423]);

export function createMemberDesk(client: ServiceClient<Caller>, timeoutMs: number): MemberDesk {
  return {
    async placeHold({ orderId, ...body }): Promise<HoldAnswer> {
      try {
        const answer = await client.call({
          service: "member",
          method: "PUT",
          path: `/internal/holds/${orderId}`,
          body,
          timeoutMs,
          key: orderId,
          retry: "keyed",
          schema: holdView,
        });
        if (answer.ok) {
          return answer.body.state === "RELEASED"
            ? { kind: "refused", code: "HOLD_RELEASED" }
            : { kind: "held" };
        }
        const told = problem.safeParse(answer.body);
        if (!refusals.has(answer.status) || !told.success)
          return { kind: "unknown", why: String(answer.status) };
        return { kind: "refused", code: told.data.code };
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        return { kind: "unknown", why: error.kind };
      }
    },
  };
}
