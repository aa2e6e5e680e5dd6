import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@siren/chassis/free-port";
import { makeLocalCertificate } from "@siren/chassis/testing/local-certificate";
import type { Child } from "../src/testing/child-process.ts";
import { openRealEdge } from "../src/testing/real-edge.ts";
import { notesFolder, readNotes } from "./notes.ts";
import { loadTable, steadyLoad } from "./steady-load.ts";
import { startReplica } from "./struck-replicas.ts";
import { openTcpBalancer } from "./tcp-balancer.ts";
import type { Verdict } from "./verdict.ts";
import { judgeWrites } from "./writes.ts";

/** Two doors to one gateway, as in production: what comes by TLS is handed on to the server that speaks http. */
async function tlsDoors(folder: string, ports: readonly number[]) {
  const { certFile, keyFile, authorityFile } = await makeLocalCertificate(folder);
  const usual = await readFile(join(import.meta.dirname, "..", "gateway.config.yml"), "utf8");
  const files = await Promise.all(
    ports.map(async (port) => {
      const file = join(folder, `by-tls-${port}.yml`);
      const tls = `{ default: { key: "${keyFile}", cert: "${certFile}" } }`;
      const doors = `http: { port: 0 }\nhttps: { port: ${port}, hostname: 127.0.0.1, tls: ${tls} }\n`;
      await writeFile(file, `${doors}${usual}`);
      return file;
    }),
  );
  return { files, ca: await readFile(authorityFile, "utf8") };
}

/** Two gateways behind a balancer that knows only bytes; each is restarted in turn while the load goes on. */
export async function proveRollingRestart(
  { rounds, perSecond, isTls }: { rounds: number; perSecond: number; isTls: boolean },
  say: (line: string) => void,
): Promise<Verdict[]> {
  await using edge = await openRealEdge();
  const notes = await notesFolder(edge.folder);
  await Promise.all([0, 1].map((n) => startReplica(edge, notes, n)));
  await edge.listed("ORDER", 2);
  const ports = [await freePort(), await freePort()];
  const doors = isTls ? await tlsDoors(edge.folder, ports) : undefined;
  const start = (n: number): Promise<Child> =>
    edge.startGateway({
      ...(doors ? { GATEWAY_CONFIG: String(doors.files[n]) } : { PORT: String(ports[n]) }),
      REPLICA: String(n),
    });
  const gateways = await Promise.all([start(0), start(1)]);
  await using balancer = await openTcpBalancer(ports);
  const address = isTls ? balancer.url.replace(/^http:/, "https:") : balancer.url;
  const url = `${address}/api/v1/order`;
  const ca = doors?.ca;
  await steadyLoad({ url, perSecond, seconds: 3, ca });

  const over = new AbortController();
  const load = steadyLoad({ url, perSecond, seconds: 300, signal: over.signal, ca });
  const beganMs = performance.now();
  const tell = (what: string) => say(`  ${((performance.now() - beganMs) / 1_000).toFixed(1)} s: ${what}`);
  let restarts = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      for (const n of [0, 1]) {
        await pause(2_000);
        tell(`gateway ${n} is told to stop`);
        await gateways[n]?.kill("SIGTERM");
        tell(`gateway ${n} is gone`);
        gateways[n] = await start(n);
        tell(`gateway ${n} is back`);
        restarts++;
      }
    }
    await pause(2_000);
  } finally {
    over.abort();
  }
  const sent = await load;
  say(`\n${restarts} restarts at ${perSecond} requests a second\n\n${loadTable(sent)}\n`);
  return judgeWrites(sent, await readNotes(notes));
}
