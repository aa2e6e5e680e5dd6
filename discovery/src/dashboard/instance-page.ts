import { durationMs, intervalMs, isExpired, type Lease } from "../registry/lease.ts";
import { events, section } from "./home-page.ts";
import { addressOf, leaseLeftMs, notesOf, statusMark, zoneOf } from "./instance-table.ts";
import { escaped, type Frame, frame, instanceUrl, linked, live, serviceUrl } from "./layout.ts";
import type { DashboardView } from "./view.ts";
import { inWords, type Words } from "./words.ts";

const ACTIONS = ["out", "in", "remove"] as const;
export type Action = (typeof ACTIONS)[number];
export const isAction = (text: unknown): text is Action => (ACTIONS as readonly unknown[]).includes(text);

const definitions = (rows: readonly (readonly [string, string])[]): string =>
  `<dl class="facts">${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>`;

function why(lease: Lease, { preservation, now }: DashboardView, w: Words): string {
  if (!lease.confirmed) return w.whySnapshot;
  if (!isExpired(lease, now)) return w.whyHeard;
  return preservation.active ? w.whyPreserved : w.whyCapped;
}

function facts(lease: Lease, view: DashboardView, w: Words): string {
  const { instance } = lease;
  const { now } = view;
  const late = isExpired(lease, now);
  const notes = notesOf(lease, w).map((note) => `<small>${note}</small>`);
  const left = late ? w.overdue : inWords(leaseLeftMs(lease, now), w);
  return definitions([
    [w.status, statusMark(instance.status, w) + notes.join("")],
    [w.why, why(lease, view, w)],
    [w.service, `<a href="${escaped(serviceUrl(instance.app))}">${escaped(instance.app)}</a>`],
    [w.address, escaped(addressOf(lease))],
    [w.zone, escaped(zoneOf(lease) || "-")],
    [w.lastRenewal, w.ago(inWords(now - lease.heardAt, w))],
    [w.lease, w.leaseOf(left, inWords(durationMs(lease), w))],
    [w.interval, inWords(intervalMs(lease), w)],
    [w.registeredSince, w.ago(inWords(now - lease.registeredAt, w))],
    [w.upSince, lease.serviceUpAt > 0 ? inWords(now - lease.serviceUpAt, w) : "-"],
    [w.vip, escaped(instance.vipAddress ?? "-")],
    [w.dataCenter, instance.dataCenter.name],
  ]);
}

function metadata({ instance }: Lease, w: Words): string {
  const entries = Object.entries(instance.metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return section(w.metadata, `<p class="empty">${w.noMetadata}</p>`);
  const rows = entries.map(([key, value]) => `<div><dt>${escaped(key)}</dt><dd>${escaped(value)}</dd></div>`);
  return section(w.metadata, `<dl class="facts">${rows.join("")}</dl>`);
}

function links({ instance }: Lease, w: Words): string {
  const { homePageUrl, statusPageUrl, healthCheckUrl } = instance;
  const named: readonly (readonly [string, string | undefined])[] = [
    [w.homePage, homePageUrl],
    [w.statusPage, statusPageUrl],
    [w.healthCheck, healthCheckUrl],
  ];
  const items = named.flatMap(([name, url]) =>
    url === undefined || url === "" ? [] : [`<div><dt>${name}</dt><dd>${linked(url, url)}</dd></div>`],
  );
  return section(
    w.links,
    items.length === 0 ? `<p class="empty">${w.noLinks}</p>` : `<dl class="facts">${items.join("")}</dl>`,
  );
}

/** What can be done; each of it is asked once more on a page of its own before it is. */
function actions(lease: Lease, w: Words): string {
  const { app, instanceId, status } = lease.instance;
  const possible = ACTIONS.filter(
    (action) =>
      action === "remove" || (action === "in" ? lease.override !== undefined : status !== "OUT_OF_SERVICE"),
  );
  const to = (action: Action) => escaped(`${instanceUrl(app, instanceId)}?confirm=${action}`);
  const buttons = possible.map(
    (action) => `<a class="button ${action}" id="act-${action}" href="${to(action)}">${w[action]}</a>`,
  );
  return section(w.actions, `<p class="buttons">${buttons.join(" ")}</p>`);
}

function question(lease: Lease, action: Action, { words: w, session }: Frame): string {
  const path = escaped(instanceUrl(lease.instance.app, lease.instance.instanceId));
  return `<section class="question" aria-labelledby="question"><h2 id="question">${w[action]}</h2><p>${w.confirm[action]}</p>
<form method="post" action="${path}"><input type="hidden" name="csrf" value="${escaped(session?.csrf ?? "")}">
<button class="${action}" name="action" value="${action}">${w.confirmYes[action]}</button>
<a class="button" href="${path}">${w.confirmNo}</a></form></section>`;
}

export type Asked = { readonly confirm?: Action; readonly notice?: string };

export function instancePage(lease: Lease, view: DashboardView, asked: Asked, of: Frame): string {
  const { words: w } = of;
  const { app, instanceId } = lease.instance;
  const heading = `<p><a href="${escaped(serviceUrl(app))}">← ${escaped(app)}</a></p><h1 class="id">${escaped(instanceId)}</h1>
${asked.notice === undefined ? "" : `<p class="banner" role="status">${asked.notice}</p>`}`;
  if (asked.confirm !== undefined)
    return frame(of, instanceId, heading + question(lease, asked.confirm, of), false);
  const past = view.events.filter((event) => event.app === app && event.id === instanceId);
  const main = `${heading}${live("facts", section(w.facts, facts(lease, view, w)))}
${live("actions", actions(lease, w))}${live("about", links(lease, w) + metadata(lease, w))}
${live("events", events(past, view.now, w))}`;
  return frame(of, instanceId, main);
}
