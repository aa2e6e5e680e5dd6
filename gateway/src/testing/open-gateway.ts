import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Env, openServiceDoor } from "@siren/chassis/testing/service-door";
import { type TokenClaims, tokenIssuer } from "@siren/contracts/identity";
import { decodeJwt, importJWK, SignJWT } from "jose";
import { buildGateway } from "../app.ts";
import { gatewayConfig } from "../config.ts";
import { type EdgeService, startEdgeService } from "./edge-service.ts";

export const mina = "mem_0000000000000000000000M1NA";

/**
 * The real gateway with its real routes; behind it four services that only note what reaches them. That the machine is
 * busy with other tests is no reason to refuse work, where a test does not say so.
 */
export async function openGateway(env: Env = {}) {
  const door = await openServiceDoor(
    "gateway",
    (told, given) => buildGateway({ config: gatewayConfig(told), ...given }),
    { SHED_ABOVE_MS: "0", ...env },
  );
  const services: Record<"menu" | "order" | "barista" | "member", EdgeService> = {
    menu: await startEdgeService(),
    order: await startEdgeService(),
    barista: await startEdgeService(),
    member: await startEdgeService(),
  };
  for (const [name, { port }] of Object.entries(services)) door.registry.add(name, port);
  const { file, publicKey } = await door.makeKey("member-tokens");
  const key = await importJWK(JSON.parse(await readFile(file, "utf8")), "EdDSA");
  services.member.answer = ({ url }) => {
    if (url.startsWith("/.well-known")) return { status: 200, body: JSON.stringify({ keys: [publicKey] }) };
    if (url.startsWith("/internal/feed")) return "never";
    return { status: 200, body: "{}" };
  };
  const dist = join(door.folder, ".dist");
  await mkdir(join(dist, "assets"), { recursive: true });
  await writeFile(join(dist, "index.html"), "<!doctype html><title>page</title>");
  await writeFile(join(dist, "assets", "page-1a2b.js"), "export {};");

  async function close() {
    await Promise.all(Object.values(services).map((service) => service.stop().catch(() => {})));
    await door.close();
  }

  try {
    const gateway = await door.start({ CLIENT_DIST: dist, ADMIN_DIST: dist });
    return {
      ...door,
      ...services,
      dist,
      gateway,
      close,
      /** Signed as member signs. */
      tokenFor: (claims: Partial<TokenClaims> = {}, lifetimeMs = 900_000) =>
        new SignJWT({
          ...{ sid: "ses_1", use: "access", roles: ["customer"], stores: [], authAtMs: door.now() },
          ...claims,
        })
          .setProtectedHeader({ alg: "EdDSA", kid: "member-tokens" })
          .setIssuer(tokenIssuer)
          .setSubject(claims.sub ?? mina)
          .setIssuedAt(Math.floor(door.now() / 1000) - 10)
          .setExpirationTime(Math.floor((door.now() + lifetimeMs) / 1000))
          .sign(key),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export type Gateway = Awaited<ReturnType<typeof openGateway>>;

/** What the service is told about who asks; nothing when nobody was named. */
export function namedIn(headers: Record<string, unknown> | undefined) {
  const jws = headers?.["x-siren-identity"];
  if (typeof jws !== "string") return undefined;
  const { iss, aud, sub, via, roles } = decodeJwt(jws);
  return { iss, aud, sub, via, roles };
}
