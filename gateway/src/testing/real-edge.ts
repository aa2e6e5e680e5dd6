import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileOfKey, writePrivateKey, writeServiceKeys } from "@siren/chassis/testing/service-keys";
import { until } from "@siren/chassis/testing/until";
import { type TokenClaims, tokenIssuer } from "@siren/contracts/identity";
import { importJWK, SignJWT } from "jose";
import { type Child, startChild } from "./child-process.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const gatewayEntry = join(root, "gateway", "src", "main.ts");

type Env = Readonly<Record<string, string>>;

/** A registry, the keys of all services, and whatever is started beside them: each a process of its own. */
export async function openRealEdge() {
  const folder = await mkdtemp(join(tmpdir(), "siren-edge-"));
  const children = new Set<Child>();
  const { publicFile } = await writeServiceKeys(folder);
  const memberKey = await writePrivateKey(folder, "member-tokens");
  const base: Env = {
    PATH: process.env.PATH ?? "",
    ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
    LOG_LEVEL: "info",
    PORT: "0",
  };

  async function start(entry: string, env: Env, flags: readonly string[] = []): Promise<Child> {
    const child = await startChild(entry, { env: { ...base, ...env }, flags });
    children.add(child);
    return child;
  }

  const registry = await start(join(root, "discovery", "src", "main.ts"), {
    DATA_DIR: await mkdtemp(join(folder, "registry-")),
  });
  const registryAddress = `eureka:${registry.url}/eureka/`;

  /** What a back end of ours is told. */
  const envOf = async (name: string): Promise<Env> => ({
    REGISTRY: registryAddress,
    DATA_DIR: await mkdtemp(join(folder, `${name}-`)),
    IDENTITY_KEY_FILE: fileOfKey(folder, name),
    IDENTITY_PUBLIC_KEYS_FILE: publicFile,
    MEMBER_JWK: JSON.stringify(memberKey),
  });

  /** All of it comes from one address, and what is asked here is not what the limits do. */
  const unlimited = { LIMIT_ADDRESS: "9999999/1", LIMIT_MEMBER: "9999999/1" };

  return {
    folder,
    registry,
    registryAddress,
    start: async (name: string, entry: string, env: Env = {}, flags: readonly string[] = []) =>
      start(entry, { ...(await envOf(name)), ...env }, flags),
    startGateway: async (env: Env = {}, { flags = [] as readonly string[], entry = gatewayEntry } = {}) =>
      start(entry, { ...(await envOf("gateway")), ...unlimited, ...env }, flags),
    /** Until the registry's own listing names so many instances that are UP. */
    listed: (service: string, count: number) =>
      until(`${count} instances of ${service} stand in the registry`, async () => {
        const answer = await fetch(`${registry.url}/eureka/v2/apps/${service}`, {
          headers: { accept: "application/json" },
        });
        const text = await answer.text();
        if (!answer.ok) return count === 0;
        const listed = JSON.parse(text).application?.instance ?? [];
        const all = Array.isArray(listed) ? listed : [listed];
        return all.filter((one: { status?: string }) => one.status === "UP").length === count;
      }),
    async token(claims: Partial<TokenClaims> = {}): Promise<string> {
      const jwk = JSON.parse(await readFile(fileOfKey(folder, "member-tokens"), "utf8"));
      return new SignJWT({
        ...{ sid: "ses_1", use: "access", roles: ["customer"], stores: [], authAtMs: Date.now() },
        ...claims,
      })
        .setProtectedHeader({ alg: "EdDSA", kid: "member-tokens" })
        .setIssuer(tokenIssuer)
        .setSubject("mem_0000000000000000000000M1NA")
        .setIssuedAt(Math.floor(Date.now() / 1000) - 10)
        .setExpirationTime(Math.floor(Date.now() / 1000) + 3_600)
        .sign(await importJWK(jwk, "EdDSA"));
    },
    async [Symbol.asyncDispose]() {
      const last = [...children].reverse();
      for (const child of last) await child[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type RealEdge = Awaited<ReturnType<typeof openRealEdge>>;
