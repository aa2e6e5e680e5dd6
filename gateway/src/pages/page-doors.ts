import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:net";
import type { BackEnd } from "@siren/chassis/back-end";
import { errorFields } from "@siren/chassis/log";

export const pageNames = ["client", "admin"] as const;
export type PageName = (typeof pageNames)[number];

export type PageDoor = { page: PageName; port: number };

/** `client=80,admin=8081`. Throws an Error whose message completes "PAGE_PORTS ...". */
export function parsePageDoors(text: string): PageDoor[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [, name, digits] = /^([a-z]+)=(\d{1,5})$/.exec(part) ?? [];
      const page = pageNames.find((one) => one === name);
      const port = Number(digits);
      if (!page || port > 65_535) throw new Error("must be like client=80,admin=8081");
      return { page, port };
    });
}

/**
 * Further ports, where one page is at home. What comes in there is handed to the one server as a connection like any
 * other, so that its limits, sockets and goodbye hold there too.
 */
export function openPageDoors(backEnd: BackEnd, doors: readonly PageDoor[], host: string) {
  const { server, doors: ways, log } = backEnd;
  const pageByPort = new Map<number, PageName>();

  for (const { page, port } of doors) {
    const door: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      server.emit("connection", socket);
    });
    door.on("error", (error) => log.error("page-door.failed", { page, ...errorFields(error) }));
    ways.add(door);
    backEnd.stage(`port of ${page}`, {
      start: () =>
        new Promise<void>((resolve, reject) => {
          door.once("error", reject);
          door.listen(port, host, () => {
            door.off("error", reject);
            const address = door.address();
            const told = typeof address === "object" && address ? address.port : port;
            pageByPort.set(told, page);
            log.info("page-door.listening", { page, port: told });
            resolve();
          });
        }),
      stop: () => void (door.listening && door.close()),
    });
  }

  /** The page that is at home where this request came in. */
  return ({ socket }: IncomingMessage): PageName | undefined =>
    pageByPort.size === 0 ? undefined : pageByPort.get(socket.localPort ?? 0);
}
