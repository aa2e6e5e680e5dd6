import type { FeedEvent } from "@siren/contracts/envelope";
import { collectionsOf } from "@siren/store/collections";
import type { Store } from "@siren/store/open-store";
import { stockOf } from "../../services/barista/src/store/floor-work.ts";
import { ticketOf } from "../../services/barista/src/store/work.ts";
import { orderOf } from "../../services/order/src/store/order-doc.ts";
import type { Books } from "../cafe/books.ts";
import type { Day } from "../cafe/day.ts";
import { type ServiceName, services } from "../cafe/world.ts";
import type { Lives } from "./world.ts";

/** What the three stores say of a day, read past the services; everybody has to be there. */
export function createReadBooks(lives: Lives) {
  /** How far each feed had come when the day began. */
  const begunAt: Record<ServiceName, number> = { order: 0, barista: 0, member: 0 };
  const there = <N extends ServiceName>(name: N) => {
    const life = lives[name];
    if (!life) throw new Error(`${name} is not there`);
    return life;
  };
  const own = ({ connection }: Store) => collectionsOf(connection.getClient().db(connection.name));

  async function toldBy(name: ServiceName): Promise<FeedEvent[]> {
    const docs = await own(there(name).store)
      .events.find({ _id: { $gt: begunAt[name] } })
      .sort({ _id: 1 })
      .toArray();
    return docs.map(({ _id: seq, stampedAt: _, ...event }) => ({ seq, ...event }));
  }

  async function lyingAt(name: ServiceName): Promise<string[]> {
    const c = own(there(name).store);
    const waiting = await c.outbox.find().toArray();
    const aside = await c.deadLetters.find().toArray();
    const due = await c.timers.find({ _id: { $not: /^allowance:/ } }).toArray();
    return [
      ...waiting.map(({ type, aggregateId }) => `${name} has not told ${type} of ${aggregateId}`),
      ...aside.map(({ _id, error }) => `${name} set ${_id} aside: ${error}`),
      ...due.map(({ _id, lastError }) => `${name} still has the timer ${_id} ${lastError ?? ""}`),
    ];
  }

  return {
    async read(day: Day): Promise<Books> {
      const { orders } = there("order").wired.models;
      const { tickets, stock } = there("barista").wired.models;
      const { holds, journals, accounts } = there("member").wired.models;
      const { cardId } = day.card;
      const storeId = { $in: [...day.stores] };
      const names = [`card:${cardId}:available`, `card:${cardId}:held`, `receivable:${cardId}`];
      const balances = await accounts.find({ _id: { $in: names } }).lean();
      return {
        orders: (await orders.find({ storeId }).lean()).map(orderOf),
        tickets: (await tickets.find({ storeId }).lean()).map(ticketOf),
        stock: (await stock.find({ storeId }).lean()).map(stockOf),
        holds: await holds.find({ cardId }).lean(),
        journals: await journals.find({ cardId }).lean(),
        balances: new Map(balances.map(({ _id, balance_krw }) => [_id, balance_krw])),
        told: {
          order: await toldBy("order"),
          barista: await toldBy("barista"),
          member: await toldBy("member"),
        },
        leftLying: (await Promise.all(services.map(lyingAt))).flat(),
      };
    },
    async turnPage() {
      for (const name of services) {
        const head = await own(there(name).store).head.findOne({ _id: "feed" });
        begunAt[name] = head?.seq ?? 0;
      }
    },
  };
}
