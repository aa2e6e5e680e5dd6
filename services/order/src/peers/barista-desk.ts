import { CallFailed, type ServiceClient } from "@siren/chassis/client";
import type { Caller } from "@siren/chassis/identity/caller";
import { voidView } from "@siren/contracts/barista";
import { problem } from "@siren/contracts/problems";
import type { BaristaDesk, TicketOf, WithdrawAnswer } from "../use-cases/ports.ts";

export function createBaristaDesk(client: ServiceClient<Caller>, timeoutMs: number): BaristaDesk {
  async function ask(verb: "void" | "withdraw", { orderId, moveNo }: TicketOf): Promise<WithdrawAnswer> {
    try {
      const answer = await client.call({
        service: "barista",
        method: "POST",
        path: `/internal/tickets/${orderId}/${verb}${moveNo === 0 ? "" : `?moveNo=${moveNo}`}`,
        timeoutMs,
        key: `${verb}:${orderId}:${moveNo}`,
        retry: "keyed",
        schema: voidView,
      });
      if (answer.ok) return "voided";
      if (answer.status === 404) return "no-ticket";
      const told = problem.safeParse(answer.body);
      if (told.success && told.data.code === "ALREADY_STARTED") return "already-started";
      if (verb === "withdraw" && told.success && told.data.code === "ILLEGAL_TRANSITION") return "accepted";
      // Any other end of the ticket reaches us as an event.
      return "unreachable";
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      return "unreachable";
    }
  }

  return {
    async voidTicket(ticket) {
      const answer = await ask("void", ticket);
      return answer === "accepted" ? "unreachable" : answer;
    },
    withdrawTicket: (ticket) => ask("withdraw", ticket),
  };
}
