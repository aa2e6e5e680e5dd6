/** Answered by the gateway itself, before any route: a wide one must hide neither health nor operations. */
const forPrograms = new Set(["ops", "healthz", "readyz"]);
const pages = new Set(["client", "admin"]);

const firstSegment = /^\/([^/?#]*)(?:\/(docs)(?![^/?#]))?/i;

export function isOurs(url: string): boolean {
  // What most requests are, told without looking further.
  if (url.startsWith("/api/v1/")) return false;
  const [, first = "", docs] = firstSegment.exec(url) ?? [];
  const name = first.toLowerCase();
  return forPrograms.has(name) || pages.has(name) || (name === "api" && docs !== undefined);
}

/** Whoever asks there wants a problem document, also where nothing is. */
export function isForPrograms(url: string): boolean {
  const name = firstSegment.exec(url)?.[1] ?? "";
  return forPrograms.has(name) || name === "api" || name === "metrics";
}
