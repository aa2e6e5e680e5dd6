import { CallFailed, type ServiceClient } from "@siren/chassis/client";
import type { Caller } from "@siren/chassis/identity/caller";
import { voidView } from "@siren/contracts/barista";
import { problem } from "@siren/contracts/problems";
import type { BaristaDesk, VoidAnswer } from "../use-cases/ports.ts";

export function createBaristaDesk(client: ServiceClient<Caller>, timeoutMs: number): BaristaDesk {
  return {
    async voidTicket(orderId): Promise<VoidAnswer> {
      try {
        const answer = await client.call({
          service: "barista",
          method: "POST",
          path: `/internal/tickets/${orderId}/void`,
          timeoutMs,
          key: `void:${orderId}`,
          retry: "keyed",
          schema: voidView,
        });
        if (answer.ok) return "voided";
        if (answer.status === 404) return "no-ticket";
        const told = problem.safeParse(answer.body);
        // Any other end of the ticket reaches us as an event.
        return told.success && told.data.code === "ALREADY_STARTED" ? "already-started" : "unreachable";
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        return "unreachable";
      }
    },
  };
}
