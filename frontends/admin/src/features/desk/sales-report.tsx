import type { SalesReport } from "@siren/contracts/barista";
import { handOvers as everyHandOver } from "@siren/contracts/order";
import { clockTime, localised, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Chart } from "../../shared/chart.tsx";
import { Table } from "../../shared/table.tsx";
import { useHandOverText } from "./hand-over-texts.ts";
import { besideItems, csvOf, hoursAround, salesRows } from "./sales-csv.ts";
import { useSalesText } from "./sales-texts.ts";

const mostBars = 12;

export function Report({ storeId, report }: { storeId: string; report: SalesReport }) {
  const say = useSalesText();
  const handOverSay = useHandOverText();
  const language = useLanguage();
  const price = (amount_krw: number) => won(amount_krw, language);
  const { tickets, hours, items, handOvers, refunds } = report;
  const busiest = hours.toSorted((a, b) => b.sales_krw - a.sales_krw)[0];
  const paidFor = tickets.all - tickets.rejected - tickets.voided;
  const beside_krw = besideItems(report);

  function download(): void {
    const address = URL.createObjectURL(
      new Blob([csvOf(salesRows(report, language))], { type: "text/csv;charset=utf-8" }),
    );
    const link = document.createElement("a");
    link.href = address;
    link.download = `sales-${storeId}-${report.day}.csv`;
    link.click();
    // The browser has begun with it by then; at once would take it away.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
  return (
    <>
      <dl className="desk-figures" data-testid="sales-figures" data-day={report.day}>
        <Figure name={say("salesOf")} testId="sales-won" value={price(report.sales_krw)} isLoud />
        <Figure name={say("refundsOf")} testId="sales-back" value={price(report.refunded_krw)} />
        <Figure name={say("net")} value={price(report.sales_krw - report.refunded_krw)} />
        <Figure name={say("tickets")} testId="sales-tickets" value={`${tickets.all}`} />
        <Figure name={say("cups")} value={`${report.cups}`} />
        <Figure
          name={say("average")}
          value={paidFor > 0 ? price(Math.round(report.sales_krw / paidFor)) : "–"}
        />
        <Figure name={say("wait")} value={waitWords(report.waitSeconds.average, say)} />
        <Figure name={say("longest")} value={waitWords(report.waitSeconds.longest, say)} />
        <Figure name={say("counter")} value={price(report.counter_krw)} />
        <Figure name={say("counterBack")} value={price(report.refunded_counter_krw)} />
        <Figure name={say("open")} value={`${tickets.open}`} />
        <Figure name={say("unclaimed")} value={`${tickets.unclaimed}`} />
        <Figure name={say("rejected")} value={`${tickets.rejected}`} />
        <Figure name={say("remakes")} value={`${report.remakes}`} />
      </dl>
      <Button look="quiet" data-testid="csv" onClick={download}>
        {say("csv")}
      </Button>
      {tickets.all === 0 ? <p data-testid="no-sales">{say("nothing")}</p> : null}
      {hours.length > 0 ? (
        <Bars
          title={say("byHour")}
          lead={busiest && busiest.sales_krw > 0 ? say("byHourLead", { hour: busiest.hour }) : undefined}
          heading={say("hour")}
          bars={hoursAround(hours).map(({ hour, sales_krw }) => [say("hourOf", { hour }), sales_krw])}
          testId="sales-by-hour"
        />
      ) : null}
      {items.length > 0 ? (
        <>
          <Bars
            title={say("byItem")}
            heading={say("item")}
            bars={items
              .slice(0, mostBars)
              .map(({ name, sales_krw }) => [localised(name, language), sales_krw])}
            testId="sales-by-item"
          />
          <Table label={say("byItem")} heads={[say("item"), say("cups"), say("won")]}>
            {items.map(({ itemId, name, cups, sales_krw }) => (
              <tr key={itemId}>
                <th scope="row">{localised(name, language)}</th>
                <td>{cups}</td>
                <td>{price(sales_krw)}</td>
              </tr>
            ))}
            {beside_krw === 0 ? null : (
              <tr>
                <th scope="row">{say("others")}</th>
                <td />
                <td>{price(beside_krw)}</td>
              </tr>
            )}
          </Table>
        </>
      ) : null}
      {handOvers.length > 0 ? (
        <>
          <Bars
            title={say("byHandOver")}
            heading={say("handOver")}
            bars={everyHandOver.map((kind) => [
              handOverSay(kind),
              handOvers.find(({ handOver }) => handOver === kind)?.sales_krw ?? 0,
            ])}
            height={140}
            testId="sales-by-hand-over"
          />
          <Table label={say("byHandOver")} heads={[say("handOver"), say("tickets"), say("cups"), say("won")]}>
            {handOvers.map(({ handOver, tickets, cups, sales_krw }) => (
              <tr key={handOver}>
                <th scope="row">{handOverSay(handOver)}</th>
                <td>{tickets}</td>
                <td>{cups}</td>
                <td>{price(sales_krw)}</td>
              </tr>
            ))}
          </Table>
        </>
      ) : null}
      {refunds.length > 0 ? (
        <section data-testid="sales-refunds">
          <h2>{say("refunds")}</h2>
          <Table
            label={say("refunds")}
            heads={[say("order"), say("time"), say("method"), say("amount"), say("reason")]}
          >
            {refunds.map(({ orderId, number, at, method, amount_krw, reason }) => (
              <tr key={`${orderId}${at}`}>
                <th scope="row">{number}</th>
                <td>{clockTime(at, language)}</td>
                <td>{say(`method_${method}`)}</td>
                <td>{price(amount_krw)}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </Table>
        </section>
      ) : null}
    </>
  );
}

type BarsProps = {
  title: string;
  lead?: string | undefined;
  heading: string;
  bars: readonly (readonly [name: string, amount_krw: number])[];
  height?: number;
  testId: string;
};

/** Won by name. One bar says nothing that its figure does not. */
function Bars({ title, lead, heading, bars, height, testId }: BarsProps) {
  const say = useSalesText();
  const language = useLanguage();
  if (bars.length < 2) return null;
  return (
    <Chart
      {...{ title, lead, testId }}
      {...(height !== undefined && { height })}
      along={{ kind: "names", heading, names: bars.map(([name]) => name) }}
      series={[{ name: say("won"), values: bars.map(([, amount_krw]) => amount_krw), shape: "bars" }]}
      say={(amount_krw) => won(amount_krw, language)}
    />
  );
}

type FigureProps = { name: string; value: string; isLoud?: boolean; testId?: string };

const Figure = ({ name, value, isLoud, testId }: FigureProps) => (
  <div data-loud={isLoud}>
    <dt>{name}</dt>
    <dd data-testid={testId}>{value}</dd>
  </div>
);

const waitWords = (seconds: number | null, say: ReturnType<typeof useSalesText>) =>
  seconds === null ? "–" : say("minutes", { m: Math.floor(seconds / 60), s: seconds % 60 });
