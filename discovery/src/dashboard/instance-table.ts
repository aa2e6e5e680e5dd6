import type { Status } from "../registry/instance-info.ts";
import { durationMs, isExpired, type Lease } from "../registry/lease.ts";
import { escaped, instanceUrl } from "./layout.ts";
import { inWords, type Words } from "./words.ts";

const STATUS_CLASS: Readonly<Record<Status, string>> = {
  UP: "up",
  DOWN: "down",
  STARTING: "starting",
  OUT_OF_SERVICE: "out",
  UNKNOWN: "unknown",
};

export const statusMark = (status: Status, w: Words, suffix = ""): string =>
  `<span class="status ${STATUS_CLASS[status]}">${w.statusNames[status]}${suffix}</span>`;

/** The instance says so itself, in metadata or as its cloud does. */
export const zoneOf = ({ instance }: Lease): string => {
  const cloud = instance.dataCenter.name === "Amazon" ? instance.dataCenter.metadata : {};
  return instance.metadata.zone ?? cloud["availability-zone"] ?? "";
};

export const addressOf = ({ instance }: Lease): string =>
  `${instance.hostName}:${instance.port.enabled || !instance.securePort.enabled ? instance.port.number : instance.securePort.number}`;

export const leaseLeftMs = (lease: Lease, now: number): number => lease.clock + durationMs(lease) - now;

export const notesOf = (lease: Lease, w: Words): string[] =>
  [lease.override ? w.overridden : "", lease.confirmed ? "" : w.unconfirmed].filter((note) => note !== "");

export type Column = {
  readonly head: string;
  readonly cell: string;
  readonly late?: boolean;
  /** Left out on a narrow screen; the page of the instance has it. */
  readonly more?: boolean;
};

/** Rows become cards on a narrow screen; the roles say that it is a table all the same. */
export function table(
  label: string,
  heads: readonly string[],
  rows: readonly (readonly Column[])[],
  kind = "",
): string {
  const head = heads.map((text) => `<th role="columnheader" scope="col">${text}</th>`).join("");
  const body = rows.map((cells) => {
    const columns = cells.map(({ head: text, cell, late, more }) => {
      const kind = late ? ' class="late"' : more ? ' class="more"' : "";
      return `<td role="cell" data-head="${escaped(text)}"${kind}><div>${cell}</div></td>`;
    });
    return `<tr role="row">${columns.join("")}</tr>`;
  });
  return `<table role="table"${kind === "" ? "" : ` class="${kind}"`} aria-label="${escaped(label)}"><thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">${body.join("\n")}</tbody></table>`;
}

export function instanceTable(
  label: string,
  leases: readonly Lease[],
  now: number,
  w: Words,
  withService = false,
): string {
  const rows = leases.map((lease) => {
    const { instance } = lease;
    const { app, instanceId } = instance;
    const late = isExpired(lease, now);
    const notes = notesOf(lease, w).map((note) => `<small>${note}</small>`);
    const left = inWords(Math.max(0, leaseLeftMs(lease, now)), w);
    const columns: Column[] = [
      {
        head: w.instance,
        cell: `<a id="${escaped(`row-${app}/${instanceId}`)}" href="${escaped(instanceUrl(app, instanceId))}">${escaped(instanceId)}</a>${withService ? `<small>${escaped(app)}</small>` : ""}`,
      },
      { head: w.status, cell: `${statusMark(instance.status, w)}${notes.join("")}` },
      { head: w.zone, cell: escaped(zoneOf(lease) || "-"), more: true },
      { head: w.address, cell: escaped(addressOf(lease)), more: true },
      { head: w.lastRenewal, cell: w.ago(inWords(now - lease.heardAt, w)), late },
      {
        head: w.lease,
        cell: late ? w.overdue : w.leaseOf(left, inWords(durationMs(lease), w)),
        late,
      },
      {
        head: w.upSince,
        cell: lease.serviceUpAt > 0 ? inWords(now - lease.serviceUpAt, w) : "-",
        more: true,
      },
    ];
    return columns;
  });
  const heads = [w.instance, w.status, w.zone, w.address, w.lastRenewal, w.lease, w.upSince];
  return table(label, heads, rows, "instances");
}
