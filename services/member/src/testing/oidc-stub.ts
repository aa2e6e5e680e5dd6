import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export type Person = { sub: string; email?: string; email_verified?: boolean; name?: string };
type Grant = { who: Person; nonce: string; challenge: string; redirectUri: string };

async function formOf(req: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/** A provider of OpenID Connect on this machine: whoever is at its door is `who`, and it is as strict as the real ones. */
export async function openOidcStub(clientId: string, clientSecret: string, now: () => number) {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "stub-1", alg: "RS256", use: "sig" };
  const grants = new Map<string, Grant>();
  const stub = {
    issuer: "",
    who: { sub: "nobody" } as Person,
    /** Claims of the next token that are not as they should be. */
    wrong: {} as Record<string, unknown>,
    refusedBecause: [] as string[],
    /** What a browser does at the provider's page: comes back with a code. */
    async allow(url: string): Promise<URL> {
      const answer = await fetch(url, { redirect: "manual" });
      return new URL(answer.headers.get("location") ?? "");
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function tokenFor(form: URLSearchParams): Promise<string | undefined> {
    const grant = grants.get(form.get("code") ?? "");
    grants.delete(form.get("code") ?? "");
    const proof = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const faults = [
      !grant && "code",
      grant?.challenge !== proof && "verifier",
      grant?.redirectUri !== form.get("redirect_uri") && "redirect_uri",
      form.get("client_id") !== clientId && "client_id",
      form.get("client_secret") !== clientSecret && "client_secret",
    ].filter((fault) => fault !== false);
    stub.refusedBecause.push(...faults);
    if (!grant || faults.length > 0) return undefined;
    const seconds = Math.floor(now() / 1000);
    const claims = { iss: stub.issuer, aud: clientId, nonce: grant.nonce, iat: seconds, exp: seconds + 300 };
    return new SignJWT({ ...claims, ...grant.who, ...stub.wrong })
      .setProtectedHeader({ alg: "RS256", kid: "stub-1" })
      .sign(privateKey);
  }

  const server = createServer(async (req, res) => {
    const { pathname, searchParams } = new URL(req.url ?? "/", stub.issuer);
    const json = (status: number, body: unknown) =>
      res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (pathname === "/.well-known/openid-configuration")
      return json(200, {
        ...{ issuer: stub.issuer, authorization_endpoint: `${stub.issuer}/authorize` },
        ...{ token_endpoint: `${stub.issuer}/token`, jwks_uri: `${stub.issuer}/keys` },
      });
    if (pathname === "/keys") return json(200, { keys: [jwk] });
    if (pathname === "/authorize") {
      const read = (name: string) => searchParams.get(name) ?? "";
      const isWhole =
        read("response_type") === "code" &&
        read("client_id") === clientId &&
        read("code_challenge_method") === "S256" &&
        read("scope").split(" ").includes("openid");
      if (!isWhole) return json(400, { error: "invalid_request" });
      const code = randomBytes(12).toString("base64url");
      const redirectUri = read("redirect_uri");
      grants.set(code, {
        ...{ who: stub.who, nonce: read("nonce"), challenge: read("code_challenge"), redirectUri },
      });
      const back = new URL(redirectUri);
      back.searchParams.set("code", code);
      back.searchParams.set("state", read("state"));
      return res.writeHead(302, { location: back.href }).end();
    }
    const token = pathname === "/token" ? await tokenFor(await formOf(req)) : undefined;
    if (token === undefined) return json(400, { error: "invalid_grant" });
    return json(200, { id_token: token, access_token: "unused", token_type: "Bearer" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stub.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return stub;
}
