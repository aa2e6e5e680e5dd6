import { randomBytes } from "node:crypto";
import { storeList } from "@siren/contracts/menu";
import { Barista, Customer } from "../e2e/harness/cafe.ts";
import { UsageFault } from "../e2e/harness/command-line.ts";
import { type Book, countError, measured, newBook } from "../e2e/harness/measured.ts";
import { Refused } from "../e2e/harness/person.ts";
import { workShift } from "../e2e/harness/shift.ts";
import { walkAsCustomer } from "./customer-walk.ts";

export type LoadOptions = {
  gateway: string;
  customers: number;
  seconds: number;
  /** No further one is begun once so many are finished. */
  orders: number;
  signal: AbortSignal;
};

/** Works in all stores of the demo cafe. */
const staffEmail = "hana@siren.example";

/** A load is for one's own machine: pointed at others it would be an attack. */
export function demandLoopback(gateway: string): URL {
  const url = URL.canParse(gateway) ? new URL(gateway) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:")
    throw new UsageFault(`--gateway ${gateway} is not an address like http://localhost:8080`);
  if (!/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname))
    throw new UsageFault(`--gateway ${gateway} is not this machine: a load is only for loopback addresses`);
  return url;
}

/** Customers and one barista a store against a running stack, for so long and no longer. */
export async function runLoad({ gateway, customers, seconds, orders, signal }: LoadOptions): Promise<{
  book: Book;
  tookMs: number;
}> {
  const { origin } = demandLoopback(gateway);
  const storeIds = await storesAt(origin);
  const book = newBook();
  const closing = new AbortController();
  const shifts = await Promise.all(
    storeIds.map(async (storeId) => {
      const barista = await measured(new Barista([origin]), book).login(staffEmail);
      return () => workShift(barista, { storeId, signal: closing.signal });
    }),
  ).catch((error: unknown) => {
    throw error instanceof Refused
      ? new UsageFault(`${staffEmail} cannot work here: ${error.message}`)
      : error;
  });
  const working = shifts.map((work) => work());
  const run = randomBytes(4).toString("hex");
  const until = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1_000)]);
  const beganAtMs = performance.now();
  try {
    await Promise.all(
      Array.from({ length: customers }, (_, n) =>
        walkAsCustomer({ gateway: origin, run, n, book, orders, until, random: Math.random }).catch(() =>
          countError(book, "CUSTOMER_LEFT"),
        ),
      ),
    );
  } finally {
    closing.abort();
    await Promise.all(working);
  }
  return { book, tookMs: performance.now() - beganAtMs };
}

async function storesAt(origin: string): Promise<string[]> {
  const asked = await new Customer([origin]).get("/api/v1/menu/stores", storeList).catch((error: unknown) => {
    throw new UsageFault(
      `${origin} serves no cafe (${error instanceof Error ? error.message : error}): npm start first, or name another with --gateway URL`,
    );
  });
  return asked.stores.map(({ storeId }) => storeId);
}
