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
  if (plain.test(bare))
    return {
      segments: bare.slice(1).split("/"),
      path: bare,
      query: queryAt < 0 ? "" : url.slice(queryAt),
    };
  const [rawPath = "", ...queryParts] = url.split("?");
  const trimmed = rawPath.replace(/^\//, "");
  const segments = trimmed === "" ? [] : trimmed.split("/").map(decodeSegment);
  if (segments.at(-1) === "") segments.pop();
  for (const segment of segments) {
    if (segment === "" || segment === "." || segment === ".." || /[\\/]|\p{Cc}/u.test(segment)) {
      throw new Refusal("BAD_REQUEST", "The path is not in its plain form");
    }
  }
  return {
    segments,
    path: `/${segments.map(encodeURIComponent).join("/")}`,
    query: queryParts.length === 0 ? "" : `?${queryParts.join("?")}`,
  };
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
  if (closed.has((segments[0] ?? "").toLowerCase())) throw new Refusal("NOT_FOUND");
}
