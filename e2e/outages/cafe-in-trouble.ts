import type { TicketView } from "@siren/contracts/barista";
import type { OrderView } from "@siren/contracts/order";
import { assertEachWalkedOnce, assertLedgerAddsUp, factsOf } from "../harness/audit.ts";
import {
  type Barista,
  baristaOf,
  type Customer,
  customerOf,
  gatewaysOf,
  newKey,
  type Placed,
} from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { Person } from "../harness/person.ts";
import type { TestStack } from "../harness/stack.ts";
import { untilEveryRuleHolds } from "../harness/verdicts.ts";

type Walked = { orderId: string; key: string };

/** Who is in the cafe while something is lost, and what the auditor is asked once it is back. */
export class CafeInTrouble {
  readonly stack: TestStack;
  readonly mina: Customer;
  readonly leo: Customer;
  readonly jun: Barista;
  readonly hana: Person;
  readonly minasCard: string;
  readonly leosCard: string;
  #walked: Walked[] = [];

  private constructor(
    stack: TestStack,
    people: { mina: Customer; leo: Customer; jun: Barista; hana: Person },
    cards: { mina: string; leo: string },
  ) {
    this.stack = stack;
    this.mina = people.mina;
    this.leo = people.leo;
    this.jun = people.jun;
    this.hana = people.hana;
    this.minasCard = cards.mina;
    this.leosCard = cards.leo;
  }

  static async open(stack: TestStack): Promise<CafeInTrouble> {
    const mina = await customerOf(stack);
    const leo = await customerOf(stack, "leo@siren.example");
    const jun = await baristaOf(stack);
    const hana = await new Person(gatewaysOf(stack)).login("hana@siren.example");
    const cards = { mina: (await mina.card()).cardId, leo: (await leo.card()).cardId };
    await mina.topUp(cards.mina, 300_000);
    return new CafeInTrouble(stack, { mina, leo, jun, hana }, cards);
  }

  /** From the board to the counter, from wherever it stands. */
  async make({ orderId }: Pick<OrderView, "orderId">, by = this.jun): Promise<TicketView> {
    let ticket = await by.ticketOf(orderId);
    if (ticket.state === "QUEUED") ticket = await by.accept(ticket);
    if (ticket.state === "ACCEPTED") ticket = await by.claim(ticket);
    if (ticket.state === "MAKING") ticket = await by.ready(ticket);
    return by.handOver(ticket);
  }

  /** As `make`, of an order that was placed by card: it is charged once, and looked at again at the end. */
  async walk({ order, key }: Pick<Placed, "order" | "key">, by = this.jun): Promise<void> {
    await this.make(order, by);
    this.#walked.push({ orderId: order.orderId, key });
  }

  cancelOf = ({ orderId }: Pick<OrderView, "orderId">) =>
    [`/api/v1/order/orders/${orderId}/cancel`, { key: newKey() }] as const;

  /** Nothing is kept for it, and nothing of it was made. */
  async untilNothingIsLeftOf({ orderId }: Pick<OrderView, "orderId">): Promise<void> {
    await eventually(`nothing is left of ${orderId}`, async () => {
      const { money, tickets } = await factsOf(this.stack);
      const kept = money.find((one) => one.orderId === orderId);
      const made = tickets.filter((one) => one.orderId === orderId && one.state !== "VOIDED");
      return made.length === 0 && (kept === undefined || (kept.held_krw === 0 && kept.captures === 0));
    });
  }

  /** What was begun is over, each is charged once, and the ledger adds up. */
  async settle(): Promise<void> {
    await assertEachWalkedOnce(this.stack, this.#walked.splice(0));
    assertLedgerAddsUp(await factsOf(this.stack));
  }

  /** The auditor has seen every order that there ever was here, and finds no difference either. */
  async untilTheAuditorAgrees(): Promise<void> {
    const { orders } = await factsOf(this.stack);
    await untilEveryRuleHolds(this.stack, orders.length);
  }
}
