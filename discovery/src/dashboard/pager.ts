import { escaped } from "./layout.ts";
import type { Paged } from "./view.ts";
import type { Words } from "./words.ts";

export function pager(path: string, search: URLSearchParams, part: Paged<unknown>, w: Words): string {
  const { page, pages } = part;
  if (pages === 1) return "";
  const to = (wanted: number): string => {
    const query = new URLSearchParams(search);
    query.set("page", String(wanted));
    return escaped(`${path}?${query}`);
  };
  const previous = page > 1 ? `<a class="button" rel="prev" href="${to(page - 1)}">${w.previous}</a>` : "";
  const next = page < pages ? `<a class="button" rel="next" href="${to(page + 1)}">${w.next}</a>` : "";
  return `<nav class="pager" aria-label="${w.pages}">${previous}<span>${w.page(page, pages)}</span>${next}</nav>`;
}
