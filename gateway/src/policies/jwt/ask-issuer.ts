import http from "node:http";
import https from "node:https";

const mostBytes = 256 * 1024;

/** An answer as it is: whoever is sent elsewhere for keys is not told whose they are. */
const headers = { accept: "application/json" };

/**
 * The issuer's keys as text, within the time and no more of it than keys need. By Node's own request and not by its
 * fetch, which nothing else here loads and which costs 4 MB (decision 0009).
 */
export async function askIssuer(url: string, withinMs: number): Promise<string> {
  const signal = AbortSignal.timeout(withinMs);
  const { request } = url.startsWith("https:") ? https : http;
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request(url, { headers, signal, agent: false }, resolve).once("error", reject).end();
  });
  try {
    if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of answer as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > mostBytes) throw new Error(`more than ${mostBytes} bytes`);
      parts.push(part);
    }
    return Buffer.concat(parts, size).toString("utf8");
  } finally {
    answer.destroy();
  }
}
