type Changed = { _id: string; changedAt: number };

/**
 * The filter for a page of what was changed since then, sorted by `changedAt` and `_id`. `since` is an instant,
 * or the `next` of the page before: with the id in it, many changes of one millisecond are neither skipped nor
 * given again for ever.
 */
export function changedSince(
  since: string,
  field = "changedAt",
  /** As the field keeps an instant. */
  kept: (ms: number) => number | Date = (ms) => ms,
): Record<string, unknown> {
  const [at, id] = since.split(".");
  const changedAt = kept(Number(at));
  if (id === undefined) return { [field]: { $gte: changedAt } };
  return { $or: [{ [field]: changedAt, _id: { $gt: id } }, { [field]: { $gt: changedAt } }] };
}

/** Null when this was the last page. */
export function nextSince(page: readonly Changed[], limit: number): string | null {
  const last = page.at(-1);
  return page.length === limit && last ? `${last.changedAt}.${last._id}` : null;
}
