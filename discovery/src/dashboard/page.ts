import type { Preservation } from "../registry/eviction.ts";
import type { Status } from "../registry/instance-info.ts";
import { isExpired, type Lease } from "../registry/lease.ts";
import { style } from "./style.ts";
import { inWords, type Language, type Words, words } from "./words.ts";

export type DashboardView = {
  readonly leases: readonly Lease[];
  readonly preservation: Preservation;
  readonly selfPreservation: boolean;
  readonly startedAt: number;
  readonly now: number;
};

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Names and addresses come from whoever registered. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const STATUS_CLASS: Readonly<Record<Status, string>> = {
  UP: "up",
  DOWN: "down",
  STARTING: "starting",
  OUT_OF_SERVICE: "out",
  UNKNOWN: "unknown",
};

function linked(label: string, url: string | undefined): string {
  const safe = url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return safe ? `<a href="${escaped(url)}" rel="noreferrer noopener">${escaped(label)}</a>` : escaped(label);
}

function row(lease: Lease, now: number, w: Words): string {
  const { instance } = lease;
  const notes = [lease.override ? w.overridden : "", lease.confirmed ? "" : w.unconfirmed].filter(Boolean);
  const late = isExpired(lease, now);
  const address = instance.port.enabled ? instance.port.number : instance.securePort.number;
  return `<tr><td>${linked(instance.instanceId, instance.statusPageUrl)}</td>
<td><span class="status ${STATUS_CLASS[instance.status]}">${w.statusNames[instance.status]}</span>${notes
    .map((note) => `<small>${note}</small>`)
    .join("")}</td>
<td>${escaped(instance.hostName)}:${address}</td>
<td${late ? ' class="late"' : ""}>${w.ago(inWords(now - lease.heardAt, w))}${late ? `<small>${w.overdue}</small>` : ""}</td>
<td>${inWords(instance.renewalIntervalInSecs * 1000, w)} / ${inWords(instance.durationInSecs * 1000, w)}</td>
<td>${lease.serviceUpAt > 0 ? inWords(now - lease.serviceUpAt, w) : "-"}</td></tr>`;
}

function service(name: string, leases: readonly Lease[], now: number, w: Words): string {
  const counts = Map.groupBy(leases, ({ instance }) => instance.status);
  const summary = [...counts].map(([status, of]) => `${w.statusNames[status]} ${of.length}`).join(" · ");
  const heads = [w.instance, w.status, w.address, w.lastRenewal, w.lease, w.upSince];
  const sorted = leases.toSorted((a, b) => (a.instance.instanceId < b.instance.instanceId ? -1 : 1));
  const label = escaped(name);
  return `<section aria-label="${label}"><h3>${label}<small>${summary}</small></h3>
<div class="scroll" role="group" tabindex="0" aria-label="${label}"><table><thead><tr>${heads
    .map((head) => `<th scope="col">${head}</th>`)
    .join("")}</tr></thead>
<tbody>${sorted.map((lease) => row(lease, now, w)).join("\n")}</tbody></table></div></section>`;
}

export function dashboardPage(view: DashboardView, language: Language): string {
  const { leases, preservation, selfPreservation, startedAt, now } = view;
  const w = words[language];
  const preserving = !selfPreservation
    ? w.preservationOff
    : preservation.active
      ? w.preservationOn
      : w.preservationReady;
  const banner = preservation.active ? w.bannerActive : selfPreservation ? "" : w.bannerOff;
  const figures = [
    [w.preservation, preserving],
    [w.renewals, w.renewalsOf(preservation.renewed, preservation.expected, preservation.threshold)],
    [w.registered, String(leases.length)],
    [w.uptime, inWords(now - startedAt, w)],
  ];
  const byApp = [...Map.groupBy(leases, ({ instance }) => instance.app)].sort(([a], [b]) => (a < b ? -1 : 1));
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${w.title}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><div><h1>${w.title}</h1><p>${w.subtitle}</p></div><a href="/">${w.refresh}</a></header>
<main>${banner ? `<p class="banner" role="status">${banner}</p>` : ""}
<dl aria-label="${w.state}">${figures.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>
<h2>${w.services}</h2>
${byApp.length === 0 ? `<section><p class="empty">${w.none}</p></section>` : byApp.map(([name, of]) => service(name, of, now, w)).join("\n")}
</main></body></html>
`;
}
