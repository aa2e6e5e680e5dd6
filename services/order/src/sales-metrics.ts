import type { Meter } from "@opentelemetry/api";
import type { Sale } from "./use-cases/ports.ts";

/** What was paid by card, as member's ledger has it: any replica tells the same. */
export function observeSales(meter: Meter, readSales: () => Promise<Sale>): void {
  const checkouts = meter.createObservableGauge("checkout_count", { description: "orders paid by card" });
  const cups = meter.createObservableGauge("purchased_product_count", { description: "cups in them" });
  const sum = meter.createObservableGauge("sum_price", { description: "won taken less won refunded" });
  const average = meter.createObservableGauge("avg_price", { description: "won for each order paid" });
  meter.addBatchObservableCallback(
    async (result) => {
      const sale = await readSales();
      result.observe(checkouts, sale.checkouts);
      result.observe(cups, sale.cups);
      result.observe(sum, sale.amount_krw);
      result.observe(average, sale.checkouts === 0 ? 0 : sale.amount_krw / sale.checkouts);
    },
    [checkouts, cups, sum, average],
  );
}

/** Orders whose money was called for and has not come: somebody has to look. */
export function observeLateCaptures(meter: Meter, readLate: () => Promise<number>): void {
  const late = meter.createObservableGauge("captures_overdue", {
    description: "orders that are made, and that member has not charged in time",
  });
  late.addCallback(async (result) => result.observe(await readLate()));
}
