import type { Finding, OrderFact } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import { createBoundedMap } from "../bounded-map.ts";

const mostDays = 60;
const mostKeys = 100_000;
const mostFindings = 200;

export type NumberBook = ReturnType<typeof createNumberBook>;

/** Which number, and which key of which owner, belongs to which order; kept when the orders are forgotten. */
export function createNumberBook() {
  /** One of a store and day; the days of long ago go first. */
  const days = createBoundedMap<string, Map<number, string>>(mostDays);
  const keys = createBoundedMap<string, string>(mostKeys);
  const numbersTwice = new Map<string, Finding>();
  const keysTwice = new Map<string, Finding>();
  let judged = 0;

  function note(book: Map<string, Finding>, name: string, subject: string, why: string): void {
    if (book.size < mostFindings) book.set(name, { subject, why });
  }

  return {
    see({ orderId, storeId, businessDay, number, ownerId, idempotencyKey }: OrderFact): void {
      judged += 1;
      const day = `${storeId} ${businessDay}`;
      const taken = days.get(day) ?? new Map<number, string>();
      const other = taken.get(number);
      const name = `${day} no. ${number}`;
      if (other === undefined) days.set(day, taken.set(number, orderId));
      else if (other !== orderId) {
        note(
          numbersTwice,
          `${name} ${orderId}`,
          orderId,
          says("number-twice", { number: name, order: other }),
        );
        note(numbersTwice, `${name} ${other}`, other, says("number-twice", { number: name, order: orderId }));
      }
      const key = `${ownerId} ${idempotencyKey}`;
      const first = keys.get(key);
      if (first === undefined) keys.set(key, orderId);
      else if (first !== orderId) {
        const of = { key: idempotencyKey, owner: ownerId };
        note(keysTwice, `${key} ${orderId}`, orderId, says("key-twice", { ...of, order: first }));
        note(keysTwice, `${key} ${first}`, first, says("key-twice", { ...of, order: orderId }));
      }
    },
    judged: (): number => judged,
    numbersTwice: (): Finding[] => [...numbersTwice.values()],
    keysTwice: (): Finding[] => [...keysTwice.values()],
  };
}
