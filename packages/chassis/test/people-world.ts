import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importJWK, type JWK, SignJWT } from "jose";
import type { Lifetime } from "./lifetime.ts";

export type KeyPair = { kid: string; privateJwk: JWK; publicJwk: JWK };

export function makeKey(kid: string): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    kid,
    privateJwk: { ...privateKey.export({ format: "jwk" }), kid },
    publicJwk: { ...publicKey.export({ format: "jwk" }), kid },
  };
}

/** Signs whatever claims it is given, for tests that lie. Times are in milliseconds here. */
export async function sign(
  key: KeyPair,
  claims: Record<string, unknown>,
  times: { issuedMs: number; expiresMs: number },
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "EdDSA", kid: key.kid })
    .setIssuedAt(Math.floor(times.issuedMs / 1000))
    .setExpirationTime(Math.floor(times.expiresMs / 1000))
    .sign(await importJWK(key.privateJwk, "EdDSA"));
}

export async function tempFolder(t: Lifetime): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "siren-chassis-"));
  // Hooks run in the order in which they were given: whoever writes here is stopped after this one, and may
  // write meanwhile.
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

/** Key files as the runner makes them, in the folder. */
export async function writeKeys(folder: string, own: KeyPair, all: readonly KeyPair[]) {
  const files = {
    identityKeyFile: join(folder, "own.json"),
    identityPublicKeysFile: join(folder, "all.json"),
  };
  await writeFile(files.identityKeyFile, JSON.stringify(own.privateJwk));
  await writeFile(files.identityPublicKeysFile, JSON.stringify({ keys: all.map((key) => key.publicJwk) }));
  return files;
}

export type StandInMember = {
  port: number;
  /** How often the public keys were asked for. */
  keyRequests: number;
  keys: KeyPair[];
  revoke(memberId: string, notBefore: number): void;
  /** Forgets what happened so far; its snapshot still knows. */
  prune(): void;
  /** Begins another epoch with the same state, as a restored backup does. */
  restore(): void;
  stop(): void;
  start(): Promise<void>;
};

/** What verifiers use of member: its public keys, its health and its feed. */
export async function startMember(t: Lifetime, keys: KeyPair[]): Promise<StandInMember> {
  const events: object[] = [];
  const revoked: object[] = [];
  let floor = 0;
  let epoch = 1;
  let waiting: (() => void)[] = [];
  let server: http.Server | undefined;
  const member: StandInMember = { port: 0, keyRequests: 0, keys, revoke, prune, restore, stop, start };

  function prune(): void {
    floor = events.length;
  }

  function restore(): void {
    epoch += 1;
    events.length = 0;
    floor = 0;
    for (const answer of waiting.splice(0)) answer();
  }

  function revoke(memberId: string, notBefore: number): void {
    revoked.push({ memberId, notBefore });
    events.push({
      eventId: `evt_${String(events.length + 1).padStart(26, "0")}`,
      type: "SessionRevoked",
      seq: events.length + 1,
      at: notBefore,
      aggregateId: memberId,
      aggregateVersion: 1,
      data: { memberId, notBefore },
    });
    for (const answer of waiting.splice(0)) answer();
  }

  function answerFeed(url: URL, response: http.ServerResponse): void {
    const after = Number(url.searchParams.get("after"));
    const answer = () => {
      const isOther = ![null, `epoch-${epoch}`].includes(url.searchParams.get("epoch"));
      const next = isOther ? after : events.length;
      const page = { epoch: `epoch-${epoch}`, head: events.length, next };
      json(response, { ...page, events: isOther ? [] : events.slice(after) });
    };
    const isSame = [null, `epoch-${epoch}`].includes(url.searchParams.get("epoch"));
    if (isSame && (after < floor || after > events.length)) response.writeHead(410).end();
    else if (!isSame || events.length > after) answer();
    else waiting.push(answer);
  }

  async function start(): Promise<void> {
    server = http.createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://member");
      if (url.pathname === "/readyz") return json(response, { status: "ok" });
      if (url.pathname === "/internal/snapshot") {
        const state = { allowances: [], revoked };
        return json(response, { epoch: `epoch-${epoch}`, seq: events.length, state });
      }
      if (url.pathname === "/internal/feed") return answerFeed(url, response);
      member.keyRequests += 1;
      json(response, { keys: member.keys.map((key) => key.publicJwk) });
    });
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(member.port, "127.0.0.1", resolve));
    member.port = (listening.address() as AddressInfo).port;
  }

  function stop(): void {
    waiting = [];
    server?.close();
    server?.closeAllConnections();
  }

  await start();
  t.after(stop);
  return member;
}

function json(response: http.ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}
