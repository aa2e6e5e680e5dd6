import { setTimeout as pause } from "node:timers/promises";
import { memberView } from "@siren/contracts/member";
import { storeList } from "@siren/contracts/menu";
import { Barista, Customer } from "../e2e/harness/cafe.ts";
import { UsageFault } from "../e2e/harness/command-line.ts";
import { type Book, measured } from "../e2e/harness/measured.ts";
import { Refused } from "../e2e/harness/person.ts";
import { finishTicket, openTickets } from "../e2e/harness/shift.ts";
import type { SignIn, Staff } from "./staff.ts";

const lookEveryMs = 200;
/** An access token is good for 15 minutes. */
const renewEveryMs = 10 * 60_000;

export type Crew = { storeIds: readonly string[]; goHome: () => Promise<void> };

/** So many baristas in each store of theirs, who make what its board shows, oldest first, until they are sent home. */
export async function startCrew(
  gateways: readonly string[],
  book: Book,
  { hands, staff: { barista: who } }: { hands: number; staff: Staff },
  signal: AbortSignal,
): Promise<Crew> {
  const shift = new AbortController();
  const refused = (error: unknown) => {
    throw error instanceof Refused
      ? new UsageFault(`${who.email} cannot work here: ${error.message}`)
      : error;
  };
  const storeIds = await storesOf(gateways, who).catch(refused);
  const shifts = await Promise.all(
    storeIds.map(async (storeId) => {
      const barista = await measured(new Barista(gateways), book).login(who.email, who.password);
      barista.leaves = signal;
      return () => workStore(barista, storeId, hands, shift.signal);
    }),
  ).catch(refused);
  const working = shifts.map((work) => work());
  return {
    storeIds,
    async goHome() {
      shift.abort();
      await Promise.all(working);
    },
  };
}

async function workStore(
  barista: Barista,
  storeId: string,
  hands: number,
  signal: AbortSignal,
): Promise<void> {
  const inHand = new Map<string, Promise<void>>();
  /** A board that was asked for before may show them still. */
  const handedOver = new Set<string>();
  let renewedAtMs = performance.now();
  while (!signal.aborted) {
    if (performance.now() - renewedAtMs > renewEveryMs) {
      await barista.refresh().catch(() => undefined);
      renewedAtMs = performance.now();
    }
    const board = await barista.board(storeId).catch(() => barista.turnElsewhere());
    for (const ticket of board?.tickets ?? []) {
      if (inHand.size >= hands) break;
      const { ticketId, state } = ticket;
      if (!openTickets.has(state) || inHand.has(ticketId) || handedOver.has(ticketId)) continue;
      // Refused or unanswered: the next look at the board shows where it really stands.
      const made = finishTicket(barista, ticket, { onHandedOver: () => handedOver.add(ticketId) })
        .catch(() => undefined)
        .finally(() => inHand.delete(ticketId));
      inHand.set(ticketId, made);
    }
    await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(inHand.values());
}

/** Nobody else's store is ordered in: who works there would wonder. */
async function storesOf(gateways: readonly string[], { email, password }: SignIn): Promise<string[]> {
  const open = await storesAt(gateways);
  const barista = await new Barista(gateways).login(email, password);
  const { stores } = await barista.get("/api/v1/member/me", memberView);
  const theirs = open.filter((storeId) => stores.includes(storeId));
  if (theirs.length === 0) throw new UsageFault(`${email} works in none of the stores here`);
  return theirs;
}

async function storesAt(gateways: readonly string[]): Promise<string[]> {
  const asked = await new Customer(gateways).get("/api/v1/menu/stores", storeList).catch((error: unknown) => {
    throw new UsageFault(
      `${gateways[0]} serves no cafe (${error instanceof Error ? error.message : error}): npm start first, or name another with --gateway URL`,
    );
  });
  return asked.stores.map(({ storeId }) => storeId);
}
