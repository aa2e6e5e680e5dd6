import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Verdicts, verdicts } from "@siren/contracts/audit";
import { identityHeader } from "@siren/contracts/identity";
import { StackFault } from "../stack/fault.ts";

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signed with the gateway's key of that stack: whoever may read its data folder may ask. */
function identityOf(dataDir: string): string {
  const file = join(dataDir, "secrets", "identity-gateway.jwk.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new StackFault(`${file} cannot be read: is ${dataDir} the data folder of a running stack?`, {
      cause: error,
    });
  }
  const key = createPrivateKey({ key: JSON.parse(text), format: "jwk" });
  const nowS = Math.floor(Date.now() / 1_000);
  const body = base64url({
    ...{ iss: "gateway", aud: "auditor", sub: "gateway", roles: ["service"], stores: [], via: "service" },
    ...{ authAtMs: 0, iat: nowS, exp: nowS + 30 },
  });
  const head = base64url({ alg: "EdDSA", kid: "gateway" });
  return `${head}.${body}.${sign(null, Buffer.from(`${head}.${body}`), key).toString("base64url")}`;
}

/** Where the registry says that an auditor is. */
export async function auditorIn(registry: string): Promise<string> {
  const address = new URL("apps/AUDITOR", registry);
  const [name, password] = [address.username, address.password].map(decodeURIComponent);
  address.username = "";
  address.password = "";
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
  const answer = await fetch(address, {
    headers: { accept: "application/json", ...(name && { authorization }) },
    signal: AbortSignal.timeout(3_000),
  }).catch((cause: unknown) => {
    throw new StackFault(`no registry answers at ${address.origin}: is the stack running?`, { cause });
  });
  if (!answer.ok) throw new StackFault(`the registry knows no auditor (${answer.status}): is it running?`);
  const found = Object(await answer.json()).application?.instance;
  const instance = (Array.isArray(found) ? found : [found]).find((one) => one?.status === "UP");
  if (!instance) throw new StackFault("no auditor is up");
  return `http://${instance.ipAddr}:${instance.port.$}`;
}

type Asked = { url: string; dataDir: string; waitMs: number };

/** What it says once it has read every service after the question, or when nobody wants to wait any longer. */
export async function freshVerdicts({ url, dataDir, waitMs }: Asked): Promise<Verdicts> {
  const askedAt = Date.now();
  for (;;) {
    const answer = await fetch(`${url}/internal/verdicts`, {
      headers: { [identityHeader]: identityOf(dataDir) },
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) throw new StackFault(`the auditor answered ${answer.status}: ${await answer.text()}`);
    const told = verdicts.parse(await answer.json());
    const isFresh = Object.values(told.readAt).every((at) => at !== null && at >= askedAt);
    const isKnown = told.verdicts.every(({ state }) => state !== "UNKNOWN");
    if ((isFresh && isKnown) || Date.now() > askedAt + waitMs) return told;
    await pause(250);
  }
}
