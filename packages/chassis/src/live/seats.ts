import type { Caller } from "../identity/caller.ts";
import type { LiveSocket } from "./live-socket.ts";
import type { Connection } from "./unread.ts";

type Room = { name: string; mostSockets?: number };
type Person = Pick<Caller, "kind" | "sub">;

/** In this process: another replica has as many for the same person again. */
const mostPerCaller = 10;

/** Who is there, and whether there is room for one more: in all, in a namespace, and of one person. */
export function createSeats(mostSockets: number) {
  const sockets = new Map<LiveSocket, number>();
  const byName = new Map<string, number>();
  const byPerson = new Map<string, number>();
  const beginning = new WeakMap<Connection, Set<string>>();

  const keyOf = ({ kind, sub }: Person) => (kind === "anonymous" ? undefined : `${kind}:${sub}`);

  return {
    size: () => sockets.size,
    /** Each with since when it is there. */
    all: () => sockets.entries(),
    isFull({ name, mostSockets: most = mostSockets }: Room, caller?: Person): boolean {
      if (sockets.size >= mostSockets || (byName.get(name) ?? 0) >= most) return true;
      const key = caller && keyOf(caller);
      return key !== undefined && (byPerson.get(key) ?? 0) >= mostPerCaller;
    },
    take({ name }: Room, live: LiveSocket, at: number): () => void {
      const key = keyOf(live.admitted.caller);
      sockets.set(live, at);
      add(byName, name, 1);
      if (key) add(byPerson, key, 1);
      return () => {
        if (!sockets.delete(live)) return;
        add(byName, name, -1);
        if (key) add(byPerson, key, -1);
      };
    },
    /** False while the same namespace is being opened on the same connection. */
    begin(connection: Connection, { name }: Room): boolean {
      const names = beginning.get(connection) ?? new Set();
      if (names.has(name)) return false;
      beginning.set(connection, names.add(name));
      return true;
    },
    begun: (connection: Connection, { name }: Room) => void beginning.get(connection)?.delete(name),
  };
}

function add(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
