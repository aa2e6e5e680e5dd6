import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type AtTheDoor = { sub: string; email?: string; email_verified?: boolean; name?: string };
export type LocalProvider = Awaited<ReturnType<typeof openLocalProvider>>;

const kid = "local-1";
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A provider of OpenID Connect on this machine, in a process of nobody of ours: code flow with PKCE, RS256. */
export async function openLocalProvider(clientId: string, clientSecret: string) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const grants = new Map<string, { who: AtTheDoor; asked: URLSearchParams }>();
  let issuer = "";

  function idToken(who: AtTheDoor, nonce: string | null): string {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: clientId, nonce, iat, exp: iat + 300, ...who };
    const signed = `${base64url({ alg: "RS256", kid })}.${base64url(claims)}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
  }

  function redeem(form: URLSearchParams): object | undefined {
    const grant = grants.get(form.get("code") ?? "");
    grants.delete(form.get("code") ?? "");
    const proof = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isTheirs =
      grant?.asked.get("code_challenge") === proof &&
      grant.asked.get("redirect_uri") === form.get("redirect_uri") &&
      form.get("client_secret") === clientSecret;
    if (!grant || !isTheirs) return undefined;
    const id_token = idToken(grant.who, grant.asked.get("nonce"));
    return { id_token, access_token: "unused", token_type: "Bearer" };
  }

  const server = createServer(async (req, res) => {
    const tell = (body: object | undefined) =>
      res
        .writeHead(body ? 200 : 400, { "content-type": "application/json" })
        .end(JSON.stringify(body ?? { error: "invalid_request" }));
    const { pathname } = new URL(req.url ?? "/", issuer);
    if (pathname === "/keys")
      return tell({ keys: [{ ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" }] });
    if (pathname === "/token") return tell(redeem(new URLSearchParams(await text(req))));
    const at = (path: string) => `${issuer}/${path}`;
    return tell({
      ...{ issuer, authorization_endpoint: at("authorize"), token_endpoint: at("token") },
      jwks_uri: at("keys"),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer,
    /** Somebody is known at the provider's page and says yes; answers where the browser goes back to. */
    allow(sentTo: string, who: AtTheDoor): URL {
      const asked = new URL(sentTo).searchParams;
      const code = randomBytes(12).toString("base64url");
      grants.set(code, { who, asked });
      const back = new URL(asked.get("redirect_uri") ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", asked.get("state") ?? "");
      return back;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
