import type { Session } from "./sessions.ts";
import { style } from "./style.ts";
import type { Language, Words } from "./words.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Names and addresses come from whoever registered. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** A link that somebody registered: to http and https only, else it is no link. */
export function linked(label: string, url: string | undefined): string {
  const safe = url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return safe ? `<a href="${escaped(url)}" rel="noreferrer noopener">${escaped(label)}</a>` : escaped(label);
}

export const serviceUrl = (app: string): string => `/services/${encodeURIComponent(app)}`;
export const instanceUrl = (app: string, id: string): string =>
  `/instances/${encodeURIComponent(app)}/${encodeURIComponent(id)}`;

/** A part that the script fetches anew while the page is open; its id tells it from the others. */
export const live = (id: string, content: string): string => `<div id="${id}" data-live>${content}</div>`;

export type Frame = {
  readonly language: Language;
  readonly words: Words;
  readonly session: Session | undefined;
  /** Where a sign-in leads back to; empty on the page that is the sign-in. */
  readonly path: string;
};

function who({ words: w, session, path }: Frame): string {
  if (!session) return `<a class="button" href="/login?to=${encodeURIComponent(path)}">${w.signIn}</a>`;
  return `<form method="post" action="/logout"><span>${w.signedInAs(escaped(session.name))}</span>
<input type="hidden" name="csrf" value="${escaped(session.csrf)}"><button>${w.signOut}</button></form>`;
}

/** `isLive`: whether there is something to keep up with; the script is not loaded otherwise. */
export function frame(of: Frame, title: string, main: string, isLive = true): string {
  const { language, words: w } = of;
  const heading = title === w.title ? w.title : `${title} · ${w.title}`;
  const script = isLive ? '<script src="/assets/live.js" defer></script>' : "";
  const said = `data-on="${w.liveOn}" data-off="${w.liveOff}" data-paused="${w.livePaused}" data-pause="${w.pause}" data-resume="${w.resume}"`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(heading)}</title><link rel="icon" href="data:,"><style>${style}</style>${script}</head>
<body><header><div><p class="name"><a href="/">${w.title}</a></p><p>${w.subtitle}</p></div>
<nav><span id="pulse" ${said} hidden></span>${isLive ? `<a class="button" id="refresh" href="${escaped(of.path)}">${w.refresh}</a>` : ""}${who(of)}</nav></header>
<main>${main}</main></body></html>
`;
}
