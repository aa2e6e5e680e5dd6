import { opsLiveEvents, opsSocketPath } from "@siren/contracts/ops";
import { io, type Socket } from "socket.io-client";
import { eventually } from "../e2e/harness/eventually.ts";
import { Person } from "../e2e/harness/person.ts";

/** What a gateway told operations: of its own breakers, ejections and view of the registry. */
export type News = {
  atMs: number;
  gateway: number;
  kind: "breaker" | "ejected" | "joined" | "left";
  service: string;
  /** The breaker's state, or the instance. */
  what: string;
};

const comeBackMs = 300;
const signInMs = 60_000;

/** Reads along at every gateway; one that dies is listened to again when it is back. */
export class OpsWatch {
  readonly news: News[] = [];
  readonly #onNews: (news: News) => void;
  readonly #sockets = new Map<number, Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isClosed = false;

  private constructor(onNews: (news: News) => void) {
    this.#onNews = onNews;
  }

  static async of(gateways: readonly string[], onNews: (news: News) => void): Promise<OpsWatch> {
    const signIn = () => new Person(gateways).login("ops@siren.example");
    const ops = await eventually("operations are signed in", signIn, signInMs);
    const watch = new OpsWatch(onNews);
    for (const [gateway, url] of gateways.entries()) watch.#listen(gateway, url, ops);
    return watch;
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets.values()) socket.disconnect();
  }

  #listen(gateway: number, url: string, ops: Person): void {
    const socket = io(`${url}${opsSocketPath.namespace}`, {
      ...{ path: opsSocketPath.path, transports: ["websocket"], forceNew: true, reconnection: false },
      ...{ timeout: 4_000, auth: { token: ops.token } },
    });
    this.#sockets.set(gateway, socket);
    const again = () => {
      if (this.#isClosed) return;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        if (!this.#isClosed) this.#listen(gateway, url, ops);
      }, comeBackMs);
      this.#timers.add(timer);
    };
    socket.on("connect_error", (error: Error & { data?: unknown }) => {
      // Refused by one who answers: what it was opened with has run out.
      if (error.data === undefined) again();
      else void ops.refresh().then(again, again);
    });
    socket.on("disconnect", again);
    socket.on("breaker.changed", (told: unknown) => {
      const { at, service, state } = opsLiveEvents["breaker.changed"].parse(told);
      this.#tell({ atMs: at, gateway, kind: "breaker", service, what: state });
    });
    socket.on("instance.ejected", (told: unknown) => {
      const { at, service, id } = opsLiveEvents["instance.ejected"].parse(told);
      this.#tell({ atMs: at, gateway, kind: "ejected", service, what: id });
    });
    socket.on("registry.changed", (told: unknown) => {
      const { at, changes } = opsLiveEvents["registry.changed"].parse(told);
      for (const { kind, id, service } of changes)
        if (kind !== "status") this.#tell({ atMs: at, gateway, kind, service, what: id });
    });
  }

  #tell(news: News): void {
    this.news.push(news);
    this.#onNews(news);
  }
}
