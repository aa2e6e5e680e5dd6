import { createServer, type Server, type TlsOptions } from "node:tls";
import type { BackEnd } from "@siren/chassis/back-end";
import { errorFields } from "@siren/chassis/log";

/**
 * A second door to the same server: what comes through it is handed on as a connection like any other, so limits,
 * time-outs, upgrades and the goodbye are the ones that hold there.
 */
export function openTlsDoor(
  backEnd: BackEnd,
  options: TlsOptions,
  { host, port }: { host: string; port: number },
): Server {
  const { server, doors, log } = backEnd;
  const door = createServer({ ...options, ALPNProtocols: ["http/1.1"] });
  doors.add(door);
  door.on("secureConnection", (socket) => server.emit("connection", socket));
  door.on("tlsClientError", (_error, socket) => socket.destroy());
  door.on("error", (error) => log.error("https.failed", errorFields(error)));
  backEnd.stage("https", {
    start: () =>
      new Promise<void>((resolve, reject) => {
        door.once("error", reject);
        // Who only begins a handshake is counted nowhere else.
        door.maxConnections = server.maxConnections;
        door.listen(port, host, () => {
          door.off("error", reject);
          const address = door.address();
          log.info("https.listening", typeof address === "object" ? { ...address } : {});
          resolve();
        });
      }),
    // Shut before by all that leaves; this one is for what never began.
    stop: () => void door.close(),
  });
  return door;
}
