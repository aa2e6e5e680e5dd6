import { once } from "node:events";
import http from "node:http";
import https from "node:https";

export type Answer = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
};

export type AskOptions = { headers?: http.OutgoingHttpHeaders; body?: string | Buffer };
export type Ask = (method: string, path: string, options?: AskOptions) => Promise<Answer>;

export type Asker = { readonly ask: Ask; close(): void };

const LONGEST_ANSWER_MS = 20_000;

/** Sends what it is told and nothing more, unlike fetch, which adds an Accept of its own. */
export function askerOf(url: URL): Asker {
  const client = url.protocol === "https:" ? https : http;
  const agent = new client.Agent({ keepAlive: true, maxSockets: 32 });
  const { username, password, hostname, port } = url;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const always = username === "" ? {} : { Authorization: `Basic ${Buffer.from(login).toString("base64")}` };
  return {
    ask: async (method, path, { headers = {}, body } = {}) => {
      const request = client.request({
        ...{ host: hostname.replace(/^\[|\]$/g, ""), port, method, path, agent },
        headers: { ...always, ...headers },
        signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
      });
      request.end(body);
      const [response] = (await once(request, "response")) as [http.IncomingMessage];
      // A stream has no end to wait for: that it was opened is the answer.
      if (response.headers["content-type"]?.startsWith("text/event-stream")) {
        response.destroy();
        return {
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.alloc(0),
          text: "",
        };
      }
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const bytes = Buffer.concat(chunks);
      return {
        ...{ status: response.statusCode ?? 0, headers: response.headers, bytes },
        text: bytes.toString(),
      };
    },
    close: () => agent.destroy(),
  };
}
