import { once } from "node:events";
import http from "node:http";

export type StreamEvent = { readonly event: string; readonly id: string | undefined; readonly data: unknown };

/** Reads server-sent events off a socket; `pause` stops reading, as a slow reader does. */
export async function readStream(
  port: number,
  path: string,
  headers: http.OutgoingHttpHeaders = {},
  onEvent: (event: StreamEvent) => void = () => {},
) {
  const request = http.get({ host: "127.0.0.1", port, path, headers, agent: false });
  request.on("error", () => {});
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const events: StreamEvent[] = [];
  let heartbeats = 0;
  let rest = "";
  let isEnded = false;
  response.setEncoding("utf8").on("data", (chunk: string) => {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
      const event = field("event");
      if (!event) {
        heartbeats++;
        continue;
      }
      const read = { event, id: field("id"), data: JSON.parse(field("data") ?? "null") as unknown };
      events.push(read);
      onEvent(read);
    }
  });
  response.on("error", () => {});
  response.once("close", () => {
    isEnded = true;
  });
  return {
    status: response.statusCode,
    events,
    heartbeats: () => heartbeats,
    isEnded: () => isEnded,
    /** The id that acknowledgements name. */
    streamId: () => (events[0]?.data as { stream?: string } | undefined)?.stream ?? "",
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    close: () => void request.destroy(),
  };
}
