import { once } from "node:events";
import type { ChargeAnswer, LateAnswer, PaymentProvider } from "./payment-provider.ts";

const lateMs = 2_000;

type Parts = { lateMs?: number };

/**
 * Stands in for a card company. How a card behaves follows from how its token begins:
 * `decline` is declined; `timeout` never answers the first time, though it has charged; `late` is pending and
 * approved of itself some seconds later, `late-decline` declined; `twice` answers at once and then two times
 * more. Every other is approved. It charges no one, and keeps its book in memory only.
 */
export function createSandboxProvider({ lateMs: afterMs = lateMs }: Parts = {}): PaymentProvider {
  const book = new Map<string, ChargeAnswer>();
  const timers = new Set<NodeJS.Timeout>();
  let hear: (answer: LateAnswer) => void = () => {};

  function sayLater(answer: LateAnswer, inMs: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      book.set(answer.transactionId, answer.answer);
      hear(answer);
    }, inMs);
    timer.unref();
    timers.add(timer);
  }

  async function never(signal: AbortSignal): Promise<never> {
    if (!signal.aborted) await once(signal, "abort");
    throw new Error("the card company did not answer");
  }

  return {
    async charge({ transactionId, paymentToken }, signal) {
      const known = book.get(transactionId);
      if (known) return known;
      const is = (beginning: string) => paymentToken.startsWith(beginning);
      if (is("decline")) return "declined";
      if (is("timeout")) {
        book.set(transactionId, "approved");
        return never(signal);
      }
      if (is("late")) {
        book.set(transactionId, "pending");
        sayLater({ transactionId, answer: is("late-decline") ? "declined" : "approved" }, afterMs);
        return "pending";
      }
      if (is("twice")) {
        sayLater({ transactionId, answer: "approved" }, 0);
        sayLater({ transactionId, answer: "approved" }, 20);
      }
      return "approved";
    },
    listen(listener) {
      hear = listener;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
