import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { freePort } from "@siren/chassis/free-port";
import { allChecks } from "../all-checks.ts";
import { type Ask, askerOf } from "../ask.ts";
import { startOwn } from "../own-server.ts";
import { lineOf, summaryOf } from "../report.ts";
import { runChecks } from "../run-checks.ts";
import { JSON_ACCEPT, Trial } from "../trial.ts";
import { type Fields, onlyInstance } from "../wire-reader.ts";

/**
 * Clients and a server that are not ours, as their registries give them: `node discovery/conformance/foreign/run.ts
 * [python|fargo|spring-client|spring-server|spring-peer]...`. Needs python3, go, or a JDK with Maven for each; never part of the tests.
 */
const here = import.meta.dirname;
const scratch = join(tmpdir(), "siren-foreign-clients");
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const STARTS_WITHIN_MS = 180_000;

async function run(command: string, args: readonly string[], cwd = scratch): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}`);
}

async function springJar(): Promise<string> {
  const folder = join(scratch, "spring");
  await cp(join(here, "spring"), folder, { recursive: true });
  await run("mvn", ["-B", "-q", "-DskipTests", "package"], folder);
  return join(folder, "target", "spring-1.jar");
}

async function withOwn(act: (url: string) => Promise<void>): Promise<void> {
  const server = await startOwn();
  try {
    await act(new URL("/eureka/", server.url).href);
  } finally {
    await server.stop();
  }
}

async function untilAnswers(url: URL, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + STARTS_WITHIN_MS;
  for (;;) {
    const isThere = await fetch(new URL("/eureka/apps", url)).then(
      (reply) => reply.ok,
      () => false,
    );
    if (isThere) return;
    if (child.exitCode !== null || performance.now() > deadline) throw new Error("the server did not start");
    await pause(500);
  }
}

async function withSpring(peer: readonly string[], act: (url: URL) => Promise<void>): Promise<void> {
  const jar = await springJar();
  const url = new URL(`http://127.0.0.1:${await freePort()}`);
  const args = ["-jar", jar, "server", url.port, ...peer];
  const child = spawn("java", args, { stdio: ["ignore", "ignore", "inherit"] });
  try {
    await untilAnswers(url, child);
    await act(url);
  } finally {
    child.kill();
    if (child.exitCode === null) await once(child, "exit");
  }
}

const checkSpringServer = (): Promise<void> =>
  withSpring([], async (url) => {
    const verdicts = await runChecks(
      allChecks.filter(({ slow }) => !slow),
      {
        ...{ url, base: "/eureka", settleMs: 3_000, compat: true, isOurs: true, slack: 15 },
        onVerdict: (verdict) => say(lineOf(verdict)),
      },
    );
    say(summaryOf(verdicts));
  });

/** Ours and Spring's as each other's peers: what is done at one is seen at the other, both ways. */
async function checkSpringPeer(): Promise<void> {
  const ownPort = await freePort();
  const ownUrl = new URL(`http://127.0.0.1:${ownPort}`);
  await withSpring([new URL("/eureka/", ownUrl).href], async (springUrl) => {
    const own = await startOwn({
      PORT: String(ownPort),
      EUREKA_PEERS: new URL("/eureka/", springUrl).href,
    });
    const askers = [askerOf(ownUrl), askerOf(springUrl)];
    try {
      for (const [from, to] of [askers, askers.toReversed()]) {
        if (from && to)
          await followed(from.ask, to.ask, from === askers[0] ? "ours to Spring" : "Spring to ours");
      }
    } finally {
      for (const asker of askers) asker.close();
      await own.stop();
    }
  });
}

async function followed(from: Ask, to: Ask, way: string): Promise<void> {
  const parts = {
    base: "/eureka",
    settleMs: 20_000,
    compat: true,
    isOurs: true,
    slack: 15,
    start: undefined,
  };
  const here = new Trial({ ...parts, url: new URL("http://here"), ask: from });
  const sees = async (what: string, status: number, holds: (fields: Fields) => boolean): Promise<void> => {
    await here.settled(async () => {
      const { status: got, text } = await to("GET", `/eureka${here.own()}`, { headers: JSON_ACCEPT });
      assert.equal(got, status);
      if (status === 200) assert.ok(holds(onlyInstance(JSON.parse(text))), text);
    });
    say(`ok ${way}: ${what}`);
  };
  await here.register({ metadata: { a: "1" } });
  await sees("a registration", 200, ({ metadata }) => isDeepStrictEqual(metadata, { a: "1" }));
  await here.expect(200, "PUT", here.own("/status?value=OUT_OF_SERVICE&lastDirtyTimestamp=100"));
  await sees("an override", 200, ({ status }) => status === "OUT_OF_SERVICE");
  await here.expect(200, "DELETE", here.own("/status?value=UP&lastDirtyTimestamp=100"));
  await sees("an override taken off", 200, ({ status }) => status === "UP");
  await here.register({ metadata: { a: "2" }, lastDirtyTimestamp: "300" });
  await sees("a newer registration", 200, ({ metadata }) => isDeepStrictEqual(metadata, { a: "2" }));
  await here.expect(200, "DELETE", here.own());
  await sees("a cancel", 404, () => true);
}

const jobs: Readonly<Record<string, () => Promise<void>>> = {
  python: async () => {
    await run("python3", ["-m", "venv", "python"]);
    await run(join(scratch, "python", "bin", "pip"), ["install", "-q", "py_eureka_client==0.13.2"]);
    const python = join(scratch, "python", "bin", "python");
    await withOwn((url) => run(python, [join(here, "python-client.py"), url.replace(/\/$/, "")]));
  },
  fargo: async () => {
    const folder = join(scratch, "fargo");
    await cp(join(here, "fargo"), folder, { recursive: true });
    await run("go", ["build", "-o", "fargo-check", "."], folder);
    await withOwn((url) => run(join(folder, "fargo-check"), [`${url}v2`], folder));
  },
  "spring-client": async () => {
    const jar = await springJar();
    await withOwn((url) => run("java", ["-jar", jar, "client", url]));
  },
  "spring-server": checkSpringServer,
  "spring-peer": checkSpringPeer,
};

await mkdir(scratch, { recursive: true });
const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(jobs)) {
  say(`== ${name}`);
  try {
    const job = jobs[name];
    if (!job) throw new Error(`there is no ${name}: ${Object.keys(jobs).join(", ")}`);
    await job();
  } catch (fault) {
    say(`FAILED ${name}: ${fault instanceof Error ? fault.message : fault}`);
    process.exitCode = 1;
  }
}
