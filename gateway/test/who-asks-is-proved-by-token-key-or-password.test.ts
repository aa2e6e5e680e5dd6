import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ConfigFault } from "@siren/chassis/config";
import { until } from "@siren/chassis/testing/until";
import { Refusal } from "@siren/contracts/refusal";
import { exportJWK, SignJWT } from "jose";
import { createCredentialFiles, openCredentials } from "../src/credentials/credentials.ts";
import { hashPassword, hashSecret, readHash } from "../src/credentials/hash.ts";
import { basicAuthAction, createBasicAuth } from "../src/policies/basic-auth.ts";
import { isAnonymous, type Policy } from "../src/policies/exchange.ts";
import { askIssuer } from "../src/policies/jwt/ask-issuer.ts";
import { createJwt } from "../src/policies/jwt/jwt.ts";
import { jwtAction } from "../src/policies/jwt/jwt-action.ts";
import { createKeySets, type KeySet } from "../src/policies/jwt/key-sets.ts";
import { literalSecrets } from "../src/policies/jwt/literal-secrets.ts";
import { createKeyAuth, keyAuthAction } from "../src/policies/key-auth.ts";
import { type Asked, fakeExchange } from "../src/testing/fake-exchange.ts";

let folder: string;
let nowMs = Date.UTC(2026, 10, 21);
const now = () => nowMs;
const lines: { event: string }[] = [];
const note = (event: string) => void lines.push({ event });
const log = { debug: note, info: note, warn: note, error: note, with: () => log };

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-proofs-"));
  await writeFile(
    join(folder, "who.yml"),
    `users:
  - { name: mina, hash: "${await hashPassword("latte-latte")}", scopes: [read] }
keys:
  - { keyId: till, of: shop-1, hash: "${hashSecret("s3cret")}", scopes: [read, write] }
`,
  );
});
after(() => rm(folder, { recursive: true, force: true }));

const credentials = (file?: string) => createCredentialFiles({ now, log }, join(folder, "who.yml"))(file);
const parts = () => ({ credentials, folder });

/** What became of one request: who it was, or the code of the refusal. */
async function asked(policy: Policy, ask: Asked) {
  const fake = fakeExchange(ask);
  try {
    await fake.through(policy);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...fake, said: error.code, told: fake.res.told() };
  }
  const said = fake.exchange.isKnown ? String(fake.exchange.claims?.sub) : "anonymous";
  return { ...fake, said, told: fake.res.told() };
}
const saidTo = async (policy: Policy, ask: Asked) => (await asked(policy, ask)).said;
const shows = (authorization: string, more: Asked = {}): Asked => ({ ...more, headers: { authorization } });
const basic = (text: string) => shows(`Basic ${Buffer.from(text).toString("base64")}`);

test("a password lets in whom the file knows, and asks whoever shows none", async () => {
  const policy = createBasicAuth(basicAuthAction.parse({}), parts());
  const mina = await asked(policy, basic("mina:latte-latte"));
  assert.deepEqual([mina.said, mina.exchange.extraHeaders["eg-consumer-id"]], ["mina", "mina"]);
  assert.ok(!isAnonymous(mina.exchange), "nothing of theirs is kept for anybody");
  assert.deepEqual(
    [mina.exchange.foreign, mina.exchange.caller.kind],
    ["mina", "anonymous"],
    "no member of ours",
  );
  for (const text of ["mina:latte", "nobody:latte-latte", "mina", ":", "mina:"])
    assert.equal(await saidTo(policy, basic(text)), "UNAUTHENTICATED", text);
  const none = await asked(policy, {});
  assert.deepEqual(
    [none.said, none.told["www-authenticate"]],
    ["UNAUTHENTICATED", 'Basic realm="gateway", charset="UTF-8"'],
  );
  const open = createBasicAuth(basicAuthAction.parse({ passThrough: true }), parts());
  assert.equal(await saidTo(open, basic("mina:wrong")), "anonymous");
});

test("a key is taken from its header or the query, and goes no further", async () => {
  const policy = createKeyAuth(keyAuthAction.parse({}), parts());
  const byHeader = await asked(policy, shows("apikey till:s3cret"));
  assert.deepEqual([byHeader.said, byHeader.exchange.claims?.keyId], ["shop-1", "till"]);
  const byQuery = await asked(policy, { url: "/a?x=1&apiKey=till:s3cret&y=2" });
  assert.deepEqual([byQuery.said, byQuery.exchange.path.query], ["shop-1", "?x=1&y=2"]);
  for (const shown of ["apiKey till:wrong", "Bearer till:s3cret", "apiKey till", "apiKey other:s3cret"])
    assert.equal(await saidTo(policy, shows(shown)), "UNAUTHENTICATED", shown);
  const own = { apiKeyHeader: "X-Key", disableHeadersScheme: true, disableQueryParam: true };
  const other = createKeyAuth(keyAuthAction.parse(own), parts());
  const shown = await asked(other, { headers: { "x-key": "till:s3cret" } });
  assert.deepEqual([shown.said, [...(shown.exchange.changes?.without ?? [])]], ["shop-1", ["x-key"]]);
  assert.equal(await saidTo(other, { url: "/?apiKey=till:s3cret" }), "UNAUTHENTICATED");
});

test("who lacks a scope of the endpoint is refused, whoever it is", async () => {
  const wants = (scopes: string[]) => ({ route: { scopes } });
  const byPassword = createBasicAuth(basicAuthAction.parse({}), parts());
  assert.equal(await saidTo(byPassword, { ...basic("mina:latte-latte"), ...wants(["read"]) }), "mina");
  assert.equal(
    await saidTo(byPassword, { ...basic("mina:latte-latte"), ...wants(["read", "write"]) }),
    "FORBIDDEN",
  );
  const byKey = createKeyAuth(keyAuthAction.parse({}), parts());
  const till = await asked(byKey, { ...shows("apiKey till:s3cret"), ...wants(["write"]) });
  assert.deepEqual([till.said, till.exchange.hasScopes], ["shop-1", true]);
});

test("the file is read anew when it changes, and a wrong one changes nothing", async () => {
  const file = join(folder, "changing.yml");
  const line = (secret: string) => `keys:\n  - { keyId: till, hash: "${hashSecret(secret)}" }\n`;
  await writeFile(file, line("one"));
  const opened = openCredentials(file, { now, log });
  assert.ok(await opened.byKey("till", "one"));
  await writeFile(file, `${line("two")}# another length\n`);
  nowMs += 2_000;
  assert.equal(await opened.byKey("till", "one"), undefined, "what was right is so no more");
  assert.ok(await opened.byKey("till", "two"));
  await writeFile(file, "keys: [oops");
  nowMs += 2_000;
  assert.ok(await opened.byKey("till", "two"));
  assert.ok(lines.some(({ event }) => event === "credentials.not-read"));
});

test("a file of credentials holds hashes only, slow ones for passwords", async () => {
  const file = join(folder, "faulty.yml");
  const open = async (text: string) => {
    await writeFile(file, text);
    return () => openCredentials(file, { now, log });
  };
  const isFault = (part: RegExp) => (error: unknown) =>
    error instanceof ConfigFault && part.test(error.message) && !error.message.includes("hunter2");
  assert.throws(await open("users: [{ name: a, hash: hunter2 }]"), isFault(/is no hash/));
  assert.throws(
    await open(`users: [{ name: a, hash: "${hashSecret("hunter2")}" }]`),
    isFault(/wants a slow hash/),
  );
  assert.throws(await open(`users: [{ name: a, password: hunter2 }]`), isFault(/password/));
  const twice = `{ keyId: a, hash: "${hashSecret("x")}" }`;
  assert.throws(await open(`keys: [${twice}, ${twice}]`), isFault(/keyId stands there twice/));
  assert.throws(
    () => openCredentials(join(folder, "gone.yml"), { now, log }),
    isFault(/cannot be read: ENOENT/),
  );
  assert.throws(
    () => createBasicAuth(basicAuthAction.parse({}), { folder, credentials: () => undefined }),
    isFault(/basic-auth wants a file of credentials/),
  );
});

test("argon2 lines of other tools count, and a line cannot ask for all memory", async () => {
  // Of the reference implementation's own tests: version 0x13, 2 passes, 64 MB.
  const argon = readHash(
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
  );
  assert.equal(await argon?.matches("password"), true);
  assert.equal(await argon?.matches("passwort"), false);
  assert.equal(
    readHash("$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
    undefined,
  );
  assert.equal(
    readHash("$scrypt$ln=30,r=8,p=1$c29tZXNhbHRzb21l$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
    undefined,
  );
});

const secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ed = generateKeyPairSync("ed25519");
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });

type Claims = Record<string, unknown>;
const token = (alg: string, key: KeyObject | Uint8Array, claims: Claims = {}, kid?: string) =>
  new SignJWT({ sub: "u1", exp: nowMs / 1000 + 60, ...claims })
    .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
    .sign(key);

const never = () => assert.fail("no set of keys is asked for");
type JwtParts = Parameters<typeof createJwt>[1];
function jwt(action: object, keySets: JwtParts["keySets"] = never, more: Partial<JwtParts> = {}) {
  const whole = jwtAction.parse({ checkCredentialExistence: false, ...action });
  return createJwt(whole, { now, keySets, ...parts(), ...more });
}

test("a token counts by its signature, its times, its issuer and its audience", async () => {
  const key = Buffer.from(secret);
  const policy = jwt({ secretOrPublicKey: secret, issuer: "us", audience: ["shop", "till"] });
  const claims = { iss: "us", aud: "shop", scope: "read write" };
  const bearer = async (more: Claims) => shows(`Bearer ${await token("HS256", key, { ...claims, ...more })}`);
  const known = await asked(policy, { ...(await bearer({})), route: { scopes: ["write"] } });
  assert.deepEqual([known.said, known.exchange.claims?.iss, known.exchange.hasScopes], ["u1", "us", true]);
  assert.equal(await saidTo(policy, await bearer({ iss: "them" })), "UNAUTHENTICATED");
  assert.equal(await saidTo(policy, await bearer({ aud: "else" })), "UNAUTHENTICATED");
  assert.equal(await saidTo(policy, await bearer({ exp: nowMs / 1000 - 3 })), "TOKEN_EXPIRED");
  assert.equal(await saidTo(policy, await bearer({ exp: nowMs / 1000 - 1 })), "u1", "clocks differ a little");
  assert.equal(await saidTo(policy, await bearer({ nbf: nowMs / 1000 + 60 })), "UNAUTHENTICATED");
  const short = await bearer({ exp: nowMs / 1000 + 10 });
  assert.equal(await saidTo(policy, short), "u1");
  nowMs += 30_000;
  assert.equal(await saidTo(policy, short), "TOKEN_EXPIRED", "what was verified once is not good for ever");
  assert.equal(await saidTo(policy, shows("Bearer x.y.z")), "UNAUTHENTICATED");
  assert.equal(await saidTo(policy, shows(`Bearer ${"x".repeat(9_000)}`)), "UNAUTHENTICATED");
  assert.equal((await asked(policy, {})).told["www-authenticate"], "Bearer");
});

test("each kind of key verifies its own algorithms, and no other", async () => {
  const pairs = { RS256: rsa, PS512: rsa, ES256: p256, EdDSA: ed };
  for (const [alg, { publicKey, privateKey }] of Object.entries(pairs)) {
    const policy = jwt({ secretOrPublicKey: pem(publicKey) });
    assert.equal(await saidTo(policy, shows(`Bearer ${await token(alg, privateKey)}`)), "u1", alg);
  }
  const only = jwt({ secretOrPublicKey: pem(rsa.publicKey), algorithms: ["RS512"] });
  assert.equal(
    await saidTo(only, shows(`Bearer ${await token("RS256", rsa.privateKey)}`)),
    "UNAUTHENTICATED",
  );
});

test("a public key is never taken for a secret", async () => {
  const file = join(folder, "public.pem");
  await writeFile(file, pem(rsa.publicKey));
  // Everybody has the public key: signed with its text as a secret.
  const forged = await token("HS256", Buffer.from(pem(rsa.publicKey)));
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"u1"}').toString("base64url")}.`;
  for (const policy of [
    jwt({ secretOrPublicKeyFile: "public.pem" }),
    jwt({ secretOrPublicKey: pem(rsa.publicKey) }),
  ]) {
    for (const one of [forged, unsigned])
      assert.equal(await saidTo(policy, shows(`Bearer ${one}`)), "UNAUTHENTICATED");
  }
  const faults: [object, RegExp][] = [
    [
      { secretOrPublicKey: pem(rsa.publicKey), algorithms: ["RS256", "HS256"] },
      /HS256 does not fit .* anybody could sign/,
    ],
    [{ secretOrPublicKey: pem(ed.publicKey), algorithms: ["ES256"] }, /ES256 does not fit/],
    [{ secretOrPublicKey: "short" }, /32 bytes at least/],
    [{ secretOrPublicKey: secret.slice(0, 40), algorithms: ["HS512"] }, /HS512 does not fit/],
    [
      { secretOrPublicKey: rsa.privateKey.export({ type: "pkcs8", format: "pem" }) },
      /a private key is given/,
    ],
    [{ secretOrPublicKeyFile: "gone.pem" }, /cannot be read: ENOENT/],
  ];
  for (const [action, wanted] of faults) assert.throws(() => jwt(action), wanted);
});

test("a token is found where the file says, and what is said badly is refused when it is read", async () => {
  const signed = await token("HS256", Buffer.from(secret));
  const at = (jwtExtractor: string, jwtExtractorField: string) =>
    jwt({ secretOrPublicKey: secret, jwtExtractor, jwtExtractorField });
  const byHeader = await asked(at("header", "X-Token"), { headers: { "x-token": signed } });
  assert.deepEqual([byHeader.said, byHeader.exchange.changes?.without.has("x-token")], ["u1", true]);
  const byQuery = await asked(at("query", "jwt"), { url: `/?jwt=${signed}&a=1` });
  assert.deepEqual([byQuery.said, byQuery.exchange.path.query], ["u1", "?a=1"]);
  assert.equal(await saidTo(at("authScheme", "JWT"), shows(`jwt ${signed}`)), "u1");
  assert.equal(await saidTo(at("authScheme", "JWT"), shows(`Bearer ${signed}`)), "UNAUTHENTICATED");
  const faultOf = (action: object) => jwtAction.safeParse(action).error?.issues[0]?.message;
  assert.match(faultOf({}) ?? "", /say one of secretOrPublicKey, secretOrPublicKeyFile, jwksUrl, not 0/);
  assert.match(faultOf({ secretOrPublicKey: "x", jwksUrl: "https://a.test/" }) ?? "", /not 2/);
  assert.match(
    faultOf({ secretOrPublicKey: "x", jwtExtractor: "header" }) ?? "",
    /wants a jwtExtractorField/,
  );
  const written = { pipelines: { a: { policies: [{ jwt: { action: { secretOrPublicKey: "hunter2" } } }] } } };
  assert.deepEqual(literalSecrets(written)[0]?.path.slice(-2), ["action", "secretOrPublicKey"]);
  assert.deepEqual(literalSecrets({ secretOrPublicKey: ["$", "{JWT}"].join("") }), []);
});

test("unless it is said otherwise, a token is of somebody whom the credentials know", async () => {
  const policy = jwt({ secretOrPublicKey: secret, checkCredentialExistence: true });
  const bearer = async (sub: string) => shows(`Bearer ${await token("HS256", Buffer.from(secret), { sub })}`);
  assert.equal(await saidTo(policy, await bearer("mina")), "mina");
  assert.equal(await saidTo(policy, await bearer("u1")), "UNAUTHENTICATED");
});

test("an issuer's keys are fetched, kept while it is away, and changed when it changes them", async () => {
  const jwk = async (key: KeyObject, kid: string) => ({ ...(await exportJWK(key)), kid });
  const shownSecret = { kty: "oct", kid: "hs", k: Buffer.from(secret).toString("base64url") };
  let answer: () => string = () => {
    throw new Error("away");
  };
  let asks = 0;
  const around = {
    ...{ now, log, dataDir: folder },
    ask: async () => {
      asks += 1;
      return answer();
    },
  };
  const url = "https://issuer.test/jwks.json";
  const policy = jwt({ jwksUrl: url }, createKeySets(around));
  const byEd = shows(`Bearer ${await token("EdDSA", ed.privateKey, { exp: nowMs / 1000 + 86_400 }, "one")}`);
  assert.equal(
    await saidTo(policy, byEd),
    "NO_INSTANCE",
    "without any key nobody is told that theirs is wrong",
  );

  const first = JSON.stringify({ keys: [await jwk(ed.publicKey, "one"), shownSecret] });
  answer = () => first;
  nowMs += 6_000;
  assert.equal(await saidTo(policy, byEd), "u1");
  const byShown = await token("HS256", Buffer.from(secret), {}, "hs");
  assert.equal(
    await saidTo(policy, shows(`Bearer ${byShown}`)),
    "UNAUTHENTICATED",
    "a secret that is shown is none",
  );

  answer = () => "busy";
  nowMs += 10 * 60_000;
  const again = shows(`Bearer ${await token("EdDSA", ed.privateKey, {}, "one")}`);
  assert.equal(await saidTo(policy, again), "u1", "kept while it is away");
  // Written when it came; another process that starts now reads it there.
  await until("the copy on disk counts", async () => {
    const restarted = jwt({ jwksUrl: url }, createKeySets(around));
    return (await saidTo(restarted, again)) === "u1";
  });

  const second = JSON.stringify({ keys: [await jwk(p256.publicKey, "two")] });
  answer = () => second;
  nowMs += 6_000;
  const byNew = shows(`Bearer ${await token("ES256", p256.privateKey, {}, "two")}`);
  assert.equal(await saidTo(policy, byNew), "u1", "a key that nobody knew yet is asked for");
  assert.equal(await saidTo(policy, byEd), "UNAUTHENTICATED", "what the old key signed counts no more");
  const before = asks;
  for (let i = 0; i < 20; i += 1)
    await saidTo(policy, shows(`Bearer ${await token("ES256", p256.privateKey, {}, `made-up-${i}`)}`));
  assert.ok(asks <= before + 1, "made-up key ids do not make us ask each time");
});

test("an issuer has only so long, and says only so much, of itself", async (t) => {
  const server = createServer((req, res) => {
    if (req.url === "/keys") res.end('{"keys":[]}');
    if (req.url === "/elsewhere") res.writeHead(302, { location: "/keys" }).end();
    if (req.url === "/endless") res.end("x".repeat(300_000));
    if (req.url === "/slow") res.write("{");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  assert.equal(await askIssuer(at("/keys"), 20_000), '{"keys":[]}');
  await assert.rejects(askIssuer(at("/elsewhere"), 20_000), /answered 302/);
  await assert.rejects(askIssuer(at("/endless"), 20_000), /more than/);
  await assert.rejects(askIssuer(at("/slow"), 100), /abort|time/i);
  await assert.rejects(askIssuer(at("/never"), 100), /abort|time/i);
});

test("a step that is taken no more is let go by the keys it listened for", () => {
  const listening = new Set<() => void>();
  const set: KeySet = {
    keys: async () => undefined,
    onChange(listener) {
      listening.add(listener);
      return () => void listening.delete(listener);
    },
  };
  const closers: (() => void)[] = [];
  jwt({ jwksUrl: "https://issuer.test/" }, () => set, { onClose: (close) => void closers.push(close) });
  assert.equal(listening.size, 1);
  for (const close of closers) close();
  assert.equal(listening.size, 0);
});
