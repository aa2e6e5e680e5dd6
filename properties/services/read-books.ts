import { stockOf } from "../../services/barista/src/store/kept-floor.ts";
import { ticketOf } from "../../services/barista/src/store/work.ts";
import { orderOf } from "../../services/order/src/store/order-doc.ts";
import type { Books } from "../cafe/books.ts";
import type { Day } from "../cafe/day.ts";
import { type ServiceName, services } from "../cafe/world.ts";
import type { Ground, Lives } from "./open-world.ts";

/** What the three stores say of a day, read past the services; everybody has to be there. */
export function createReadBooks(lives: Lives, ground: Ground, taken: ReadonlyMap<string, number>) {
  /** How far each feed had come when the day began. */
  const begunAt: Record<ServiceName, number> = { order: 0, barista: 0, member: 0 };
  const there = <N extends ServiceName>(name: N) => {
    const life = lives[name];
    if (!life) throw new Error(`${name} is not there`);
    return life;
  };
  return {
    async read(day: Day): Promise<Books> {
      const { orders } = there("order").wired.models;
      const { tickets, stock, refunds } = there("barista").wired.models;
      const { holds, journals, accounts } = there("member").wired.models;
      const { cardId } = day.card;
      const storeId = { $in: [...day.stores] };
      const names = [`card:${cardId}:available`, `card:${cardId}:held`, `receivable:${cardId}`];
      const balances = await accounts.find({ _id: { $in: names } }).lean();
      return {
        orders: (await orders.find({ storeId }).lean()).map(orderOf),
        tickets: (await tickets.find({ storeId }).lean()).map(ticketOf),
        stock: (await stock.find({ storeId }).lean()).map(stockOf),
        givenBack: (await refunds.find({ storeId }).lean()).map(({ orderId, amount_krw }) => ({
          ...{ orderId, amount_krw },
        })),
        holds: await holds.find({ cardId }).lean(),
        journals: await journals.find({ cardId }).lean(),
        balances: new Map(balances.map(({ _id, balance_krw }) => [_id, balance_krw])),
        told: {
          order: await ground.told("order", begunAt.order),
          barista: await ground.told("barista", begunAt.barista),
          member: await ground.told("member", begunAt.member),
        },
        takenTwice: [...taken].filter(([, times]) => times > 1).map(([what]) => what),
        leftLying: (await Promise.all(services.map(ground.leftLying))).flat(),
      };
    },
    async turnPage() {
      for (const name of services) {
        begunAt[name] = there(name).wired.messenger.head();
        await ground.endDay(name);
      }
    },
  };
}
