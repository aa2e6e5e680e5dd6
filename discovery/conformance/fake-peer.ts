import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { type Fields, isFields } from "./wire-reader.ts";

export type Told = {
  readonly atMs: number;
  readonly action: string;
  readonly id: string;
  readonly item: Fields;
};
export type ItemAnswer = { readonly statusCode: number; readonly responseEntity?: Fields };

/** A peer that writes down what it is told and answers as a check wants it. It speaks batches, as servers do. */
export class FakePeer {
  readonly told: Told[] = [];
  /** Asked for each item; 200 when it has no answer. */
  answer: (item: Fields) => ItemAnswer | undefined = () => undefined;
  /** The status of a whole batch, before anything of it is looked at. */
  refuse: (items: readonly Fields[]) => number | undefined = () => undefined;
  readonly #server = http.createServer((req, res) => void this.#serve(req, res));

  async listen(port = 0, host = "127.0.0.1"): Promise<string> {
    this.#server.listen(port, host);
    await once(this.#server, "listening");
    return `http://${host}:${(this.#server.address() as AddressInfo).port}/eureka/`;
  }

  of(id: string, action?: string): Told[] {
    return this.told.filter((one) => one.id === id && (action === undefined || one.action === action));
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  async #serve(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (req.method !== "POST" || !req.url?.replace("/v2", "").startsWith("/eureka/peerreplication/batch")) {
      this.#reply(res, req.method === "GET" ? 200 : 404, {
        applications: { versions__delta: "1", apps__hashcode: "", application: [] },
      });
      return;
    }
    const text = (req.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
    const { replicationList } = JSON.parse(text) as { replicationList: unknown[] };
    const items = replicationList.filter(isFields);
    for (const item of items) {
      this.told.push({ atMs: performance.now(), action: String(item.action), id: String(item.id), item });
    }
    const refusal = this.refuse(items);
    if (refusal !== undefined) {
      res.writeHead(refusal, { "Content-Length": 0 }).end();
      return;
    }
    this.#reply(res, 200, { responseList: items.map((item) => this.answer(item) ?? { statusCode: 200 }) });
  }

  #reply(res: http.ServerResponse, status: number, document: object): void {
    res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(document));
  }
}
