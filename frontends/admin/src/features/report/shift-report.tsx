import { staffList } from "@siren/contracts/accounts";
import type { SalesReport } from "@siren/contracts/barista";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useServices } from "../../shared/services.ts";
import { Table } from "../../shared/table.tsx";
import { useReportText } from "./texts.ts";

export function ShiftReport({ report }: { report: SalesReport }) {
  const say = useReportText();
  const language = useLanguage();
  const { tickets, waitSeconds } = report;
  const amount = (krw: number) => won(krw, language);
  const minutes = (seconds: number | null) =>
    seconds === null ? "–" : say("minutes", { n: Math.round(seconds / 6) / 10 });
  const facts: [string, ReactNode, string?][] = [
    [say("tickets"), tickets.all, "shift-tickets"],
    [say("handedOver"), tickets.handedOver],
    [say("open"), tickets.open],
    [say("unclaimed"), tickets.unclaimed],
    [say("rejected"), tickets.rejected],
    [say("voided"), tickets.voided],
    [say("cups"), report.cups, "shift-cups"],
    [say("rejectedCups"), report.rejectedCups],
    [say("remakes"), report.remakes],
    [say("wait"), `${minutes(waitSeconds.average)} · ${minutes(waitSeconds.longest)}`],
    [say("sales"), amount(report.sales_krw), "shift-sales"],
    [say("refunds"), amount(report.refunded_krw)],
    [say("till"), amount(report.counter_krw)],
    [say("tillAfter"), amount(report.counter_krw - report.refunded_counter_krw)],
  ];
  return (
    <>
      {tickets.all === 0 ? <p>{say("nothing")}</p> : null}
      <dl className="report-facts" data-testid="shift-report">
        {facts.map(([name, value, hook]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd data-testid={hook}>{value}</dd>
          </div>
        ))}
      </dl>
      <Listed
        title={say("items")}
        heads={[say("item"), say("cups"), say("amount")]}
        rows={report.items.map(({ itemId, name, cups, sales_krw }) => ({
          key: itemId,
          cells: [localised(name, language), cups, amount(sales_krw)],
        }))}
      />
      <Listed
        title={say("hours")}
        heads={[say("hour"), say("tickets"), say("cups")]}
        rows={report.hours.map(({ hour, tickets: count, cups }) => ({
          key: String(hour),
          cells: [`${String(hour).padStart(2, "0")}:00`, count, cups],
        }))}
      />
      <Baristas storeId={report.storeId} baristas={report.baristas} />
    </>
  );
}

/** Their names are member's to tell; while it is away the cups are counted all the same. */
function Baristas({ storeId, baristas }: Pick<SalesReport, "storeId" | "baristas">) {
  const say = useReportText();
  const { api } = useServices();
  const path = `/member/staff?store=${encodeURIComponent(storeId)}`;
  const staff = useQuery({
    queryKey: ["staff", storeId],
    queryFn: async ({ signal }) => (await api({ method: "GET", path, answer: staffList, signal })).body.staff,
  });
  const nameOf = (memberId: string) =>
    staff.data?.find((one) => one.memberId === memberId)?.nickname ?? memberId.slice(-6);
  return (
    <Listed
      title={say("baristas")}
      heads={[say("who"), say("cups")]}
      rows={baristas.map(({ memberId, cups }) => ({ key: memberId, cells: [nameOf(memberId), cups] }))}
    />
  );
}

type ListedProps = { title: string; heads: string[]; rows: { key: string; cells: ReactNode[] }[] };

function Listed({ title, heads, rows }: ListedProps) {
  if (rows.length === 0) return null;
  return (
    <section className="report-part">
      <h2>{title}</h2>
      <Table label={title} heads={heads}>
        {rows.map(({ key, cells: [first, ...rest] }) => (
          <tr key={key}>
            <th scope="row">{first}</th>
            {rest.map((cell, at) => (
              <td key={heads[at + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </Table>
    </section>
  );
}
