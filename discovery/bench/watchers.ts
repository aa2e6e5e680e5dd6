import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { instanceAt, request } from "./sample-instances.ts";

export type Delays = { readonly firstMs: number[]; readonly lastMs: number[]; readonly allMs: number[] };

/** How long after a change was asked for each of so many watchers has it, change by change. */
export async function watcherDelays(port: number, watchers: number, changes: number): Promise<Delays> {
  const delays: Delays = { firstMs: [], lastMs: [], allMs: [] };
  let heard: (mark: string) => void = () => {};
  const open = async (): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(request("GET", "/eureka/push/changes"));
    await new Promise<void>((resolve) => {
      socket.on("data", (chunk: Buffer) => {
        const text = chunk.toString("latin1");
        if (text.includes("event: stream")) resolve();
        const mark = /"round":"(\d+)"/.exec(text)?.[1];
        if (mark !== undefined) heard(mark);
      });
    });
    return socket;
  };
  const sockets: Socket[] = [];
  for (let i = 0; i < watchers; i++) sockets.push(await open());
  const { app, id } = instanceAt(7);
  for (let round = 0; round < changes; round++) {
    let left = watchers;
    const done = new Promise<void>((resolve) => {
      const startedMs = performance.now();
      heard = (mark) => {
        if (mark !== String(round)) return;
        const tookMs = performance.now() - startedMs;
        if (left === watchers) delays.firstMs.push(tookMs);
        delays.allMs.push(tookMs);
        left--;
        if (left > 0) return;
        delays.lastMs.push(tookMs);
        resolve();
      };
    });
    const path = `/eureka/v2/apps/${app}/${id}/metadata?round=${round}`;
    await Promise.all([done, fetch(`http://127.0.0.1:${port}${path}`, { method: "PUT" })]);
  }
  for (const socket of sockets) socket.destroy();
  return delays;
}
