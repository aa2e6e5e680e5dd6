export type Road = "socket" | "polling";

/** So many sockets have to fail before it is tried without. */
const failuresBeforePolling = 3;

/**
 * Which way is tried next. Some networks let no websocket through; whether this is one shows only when plain
 * requests work, so the two take turns until one of them is answered.
 */
export function createRoads({ hasPolling }: { hasPolling: boolean }) {
  let failures = 0;
  return {
    next: (): Road => (hasPolling && failures >= failuresBeforePolling ? "polling" : "socket"),
    /** `code` is the server's: whoever is refused by it has reached it. */
    failed(road: Road, code: string | undefined): void {
      if (road === "polling") failures = failuresBeforePolling - 1;
      else if (code === undefined) failures += 1;
    },
    opened(road: Road): void {
      if (road === "socket") failures = 0;
    },
  };
}
