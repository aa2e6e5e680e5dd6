import { STATUSES } from "../registry/instance-info.ts";
import type { Lease } from "../registry/lease.ts";
import { instanceTable, statusMark, table, zoneOf } from "./instance-table.ts";
import { escaped, type Frame, frame, instanceUrl, live, serviceUrl } from "./layout.ts";
import { pager } from "./pager.ts";
import type { PastEvent } from "./recent-events.ts";
import { byNames, type DashboardView, matches, needsLook, paged, type Query } from "./view.ts";
import { inWords, type Words } from "./words.ts";

/** So many instances are shown each in a row; of more, the services are, and each has a page. */
const ALL_SHOWN = 60;
const ROWS = 50;
const LOOKS = 20;
const EVENTS = 15;

const counted = (leases: readonly Lease[], w: Words): string => {
  const counts = Map.groupBy(leases, ({ instance }) => instance.status);
  return STATUSES.flatMap((status) => {
    const of = counts.get(status);
    return of ? [statusMark(status, w, ` ${of.length}`)] : [];
  }).join(" ");
};

const byApp = (leases: readonly Lease[]): [string, Lease[]][] => [
  ...Map.groupBy(byNames(leases), ({ instance }) => instance.app),
];

export const section = (heading: string, content: string, extra = ""): string =>
  `<section><h2>${heading}${extra}</h2>${content}</section>`;

function figures(view: DashboardView, w: Words): string {
  const { leases, preservation, selfPreservation, allowance, startedAt, now } = view;
  const { active, renewed, expected, threshold } = preservation;
  const state = !selfPreservation ? w.preservationOff : active ? w.preservationOn : w.preservationReady;
  const services = new Set(leases.map(({ instance }) => instance.app)).size;
  const rows = [
    [w.registered, w.registeredOf(leases.length, services)],
    [w.preservation, state],
    [w.renewals, w.renewalsOf(renewed, expected, threshold)],
    [w.allowance, active ? "0" : String(allowance)],
    [w.uptime, inWords(now - startedAt, w)],
  ];
  const banner = active ? w.bannerActive : selfPreservation ? "" : w.bannerOff;
  return `${banner ? `<p class="banner" role="status">${banner}</p>` : ""}
<dl class="figures" aria-label="${w.state}">${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>`;
}

function searchForm({ text, status }: Query, w: Words): string {
  const options = STATUSES.map(
    (one) => `<option value="${one}"${one === status ? " selected" : ""}>${w.statusNames[one]}</option>`,
  );
  const isUsed = text !== "" || status !== undefined;
  return `<form class="search" role="search" method="get" action="/">
<label><span>${w.search}</span><input type="search" name="q" value="${escaped(text)}" placeholder="${w.searchHint}" maxlength="100"></label>
<label><span>${w.status}</span><select name="status"><option value="">${w.anyStatus}</option>${options.join("")}</select></label>
<button>${w.search}</button>${isUsed ? `<a class="button" href="/">${w.clear}</a>` : ""}</form>`;
}

function servicesTable(leases: readonly Lease[], page: number, w: Words): string {
  const services = paged(byApp(leases), page, ROWS);
  const rows = services.shown.map(([name, of]) => {
    const zones = [...new Set(of.map(zoneOf))].filter(Boolean).sort();
    return [
      {
        head: w.service,
        cell: `<a id="${escaped(`service-${name}`)}" href="${escaped(serviceUrl(name))}">${escaped(name)}</a>`,
      },
      { head: w.registered, cell: String(of.length) },
      { head: w.status, cell: counted(of, w) },
      { head: w.zones, cell: escaped(zones.slice(0, 4).join(", ") || "-") + (zones.length > 4 ? " …" : "") },
    ];
  });
  return section(
    w.services,
    table(w.services, [w.service, w.registered, w.status, w.zones], rows) +
      pager("/", new URLSearchParams(), services, w),
  );
}

function list(view: DashboardView, query: Query, w: Words): string {
  const { leases, now } = view;
  if (leases.length === 0) return section(w.services, `<p class="empty">${w.none}</p>`);
  if (query.text !== "" || query.status !== undefined) {
    const found = byNames(leases.filter((lease) => matches(lease, query)));
    if (found.length === 0) return section(w.found(0), `<p class="empty">${w.noneFound}</p>`);
    const search = new URLSearchParams({ q: query.text, status: query.status ?? "" });
    const part = paged(found, query.page, ROWS);
    const heading = w.found(found.length);
    return section(heading, instanceTable(heading, part.shown, now, w, true) + pager("/", search, part, w));
  }
  if (leases.length <= ALL_SHOWN) {
    return byApp(leases)
      .map(([name, of]) => {
        const heading = `<a href="${escaped(serviceUrl(name))}">${escaped(name)}</a>`;
        return section(heading, instanceTable(name, of, now, w), ` <small>${counted(of, w)}</small>`);
      })
      .join("\n");
  }
  const looks = byNames(leases.filter((lease) => needsLook(lease, now)));
  const attention =
    looks.length === 0
      ? ""
      : section(
          w.attention,
          instanceTable(w.attention, looks.slice(0, LOOKS), now, w, true),
          ` <small>${looks.length > LOOKS ? `${LOOKS} / ` : ""}${looks.length}</small>`,
        );
  return attention + servicesTable(leases, query.page, w);
}

function peers({ peers: all }: DashboardView, w: Words): string {
  if (all.length === 0) return section(w.peers, `<p class="empty">${w.noPeers}</p>`);
  const rows = all.map(({ url, trouble, lagMs, pending }) => [
    { head: w.peer, cell: escaped(url) },
    {
      head: w.status,
      cell:
        trouble === undefined
          ? `<span class="status up">${w.peerUp}</span>`
          : `<span class="status down">${w.peerDown}</span><small>${escaped(trouble)}</small>`,
    },
    { head: w.peerLag, cell: inWords(lagMs, w), late: lagMs > 10_000 },
    { head: w.peerPending, cell: String(pending) },
  ]);
  return section(w.peers, table(w.peers, [w.peer, w.status, w.peerLag, w.peerPending], rows));
}

export function events(past: readonly PastEvent[], now: number, w: Words): string {
  if (past.length === 0) return section(w.changes, `<p class="empty">${w.noChanges}</p>`);
  const items = past.slice(0, EVENTS).map(({ at, event, app, id, status, origin }) => {
    const what = event === "status" ? `${w.events.status}: ${w.statusNames[status]}` : w.events[event];
    const from = w.origins[origin] === "" ? "" : ` <small>${w.origins[origin]}</small>`;
    return `<li><time datetime="${new Date(at).toISOString()}">${w.ago(inWords(now - at, w))}</time>
<span><a href="${escaped(instanceUrl(app, id))}">${escaped(id)}</a> <small>${escaped(app)}</small> ${what}${from}</span></li>`;
  });
  return section(w.changes, `<ol class="events">${items.join("\n")}</ol>`);
}

export function homePage(view: DashboardView, query: Query, of: Frame): string {
  const { words: w } = of;
  const main = `<h1 class="hidden">${w.title}</h1>${live("figures", figures(view, w))}${searchForm(query, w)}
${live("list", list(view, query, w))}
<div class="aside">${live("peers", peers(view, w))}${live("events", events(view.events, view.now, w))}</div>`;
  return frame(of, w.title, main);
}

export function servicePage(app: string, view: DashboardView, query: Query, of: Frame): string {
  const { words: w } = of;
  const leases = byNames(view.leases.filter(({ instance }) => instance.app === app));
  const part = paged(leases, query.page, ROWS);
  const path = serviceUrl(app);
  const shown =
    leases.length === 0
      ? `<section><p class="empty">${w.noneFound}</p></section>`
      : `<section>${instanceTable(app, part.shown, view.now, w)}${pager(path, new URLSearchParams(), part, w)}</section>`;
  const main = `<p><a href="/">← ${w.back}</a></p><h1>${escaped(app)}</h1>
${live("list", `<p class="counts">${counted(leases, w)}</p>${shown}`)}
${live("events", events(view.events, view.now, w))}`;
  return frame(of, app, main);
}
