import { Refusal } from "@siren/contracts/refusal";

/** Never reachable from outside, whatever a route says: they are between processes or for operations. */
const closed = new Set(["internal", "metrics", "healthz", "readyz", "log-level", "hystrix.stream"]);

export type SafePath = {
  /** Decoded, one by one. */
  segments: readonly string[];
  /** As it is sent on: encoded anew from the segments. */
  path: string;
  query: string;
};

/** Nothing that decoding or encoding would change, no segment empty or beginning with a dot: it is what it says. */
const plain = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+$/;

/**
 * Decodes before anything is matched, so that `/%69nternal`, `//internal` and `/x/../internal` are seen for
 * what they are. A path that could be read in two ways is refused instead of being interpreted.
 */
export function safePathOf(url: string): SafePath {
  const queryAt = url.indexOf("?");
  const bare = queryAt < 0 ? url : url.slice(0, queryAt);
  const segments = plainSegments(bare);
  return segments ? { segments, path: bare, query: queryAt < 0 ? "" : url.slice(queryAt) } : takenApart(url);
}

const known = new Map<string, readonly string[]>();
const mostKnown = 500;
const longestKnown = 100;

/** Of a path that says what it means; many are asked for again and again. */
function plainSegments(path: string): readonly string[] | undefined {
  const found = known.get(path);
  if (found) return found;
  if (!plain.test(path)) return undefined;
  const segments = path.slice(1).split("/");
  if (known.size >= mostKnown) known.clear();
  if (path.length <= longestKnown) known.set(path, segments);
  return segments;
}

function takenApart(url: string): SafePath {
  const [rawPath = "", ...queryParts] = url.split("?");
  const trimmed = rawPath.replace(/^\//, "");
  const segments = trimmed === "" ? [] : trimmed.split("/").map(decodeSegment);
  if (segments.at(-1) === "") segments.pop();
  for (const segment of segments) {
    if (!word.test(segment) && canonicalOf(segment).split(/[\\/]/).some(isDots)) throw twofold();
    if (segment === "" || segment === "." || segment === ".." || /[\\/]|\p{Cc}/u.test(segment)) {
      throw twofold();
    }
  }
  return {
    segments,
    path: `/${segments.map(encodeURIComponent).join("/")}`,
    query: queryParts.length === 0 ? "" : `?${queryParts.join("?")}`,
  };
}

const twofold = () => new Refusal("BAD_REQUEST", "The path is not in its plain form");
const word = /^[\w-]+$/;
const isDots = (segment: string) => segment === "." || segment === "..";
const mostDecodings = 3;

/**
 * What a careless reader behind us could make of a segment: decoded once more and once more, without its parameters,
 * wide and invisible characters taken for what they look like. Only for judging: it is sent on as it was meant.
 */
function canonicalOf(segment: string): string {
  let text = segment;
  try {
    for (let i = 0; i < mostDecodings && text.includes("%"); i += 1) text = decodeURIComponent(text);
  } catch {
    // No encoding at all, then.
  }
  return (
    text
      .normalize("NFKC")
      .replace(/;.*$/s, "")
      // Before the marks are taken away: some letters become smaller by getting one.
      .toLowerCase()
      .replace(/[\p{Cf}\p{Cc}\p{Mn}\s]/gu, "")
  );
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal("BAD_REQUEST", "The path cannot be decoded");
  }
}

/** The first segment of what a service would see. */
export function refuseClosed(segments: readonly string[]): void {
  const [first = ""] = segments;
  const seen = word.test(first) ? first.toLowerCase() : canonicalOf(first).replace(/\.+$/, "");
  if (closed.has(seen) || seen.split(/[\\/]/).some((part) => closed.has(part)))
    throw new Refusal("NOT_FOUND");
}
