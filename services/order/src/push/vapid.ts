import { createECDH, createPrivateKey, sign } from "node:crypto";

/** With which we say to push services who we are, in base64url as browsers want it: a point, and its scalar. */
export type VapidPair = { publicKey: string; privateKey: string };

const curve = "prime256v1";
const scalarBytes = 32;
const livesMs = 12 * 60 * 60 * 1_000;
const usedForMs = 6 * 60 * 60 * 1_000;
/** Microsoft's push services have a name for each data centre. */
const mostOrigins = 100;

function withLength(bytes: Buffer, length: number): Buffer {
  // node:crypto drops leading zeros.
  return Buffer.concat([Buffer.alloc(Math.max(0, length - bytes.length)), bytes]);
}

export function newVapidPair(): VapidPair {
  const pair = createECDH(curve);
  pair.generateKeys();
  const privateKey = withLength(pair.getPrivateKey(), scalarBytes);
  return {
    publicKey: pair.getPublicKey().toString("base64url"),
    privateKey: privateKey.toString("base64url"),
  };
}

/** Throws an Error whose message completes "VAPID_PRIVATE_KEY ...". */
export function vapidPairOf(privateKey: string): VapidPair {
  const scalar = Buffer.from(privateKey, "base64url");
  if (scalar.length !== scalarBytes || !/^[A-Za-z0-9_-]{43}$/.test(privateKey))
    throw new Error("must be 32 bytes in base64url");
  const pair = createECDH(curve);
  try {
    pair.setPrivateKey(scalar);
  } catch {
    throw new Error("must be a scalar of P-256");
  }
  return { publicKey: pair.getPublicKey().toString("base64url"), privateKey };
}

export type Vapid = { publicKey: string; authorizationFor(origin: string): string };

/** RFC 8292: a word for one push service that is good for half a day, signed once for many messages. */
export function createVapid(
  { publicKey, privateKey }: VapidPair,
  { subject, now }: { subject: string; now: () => number },
): Vapid {
  const point = Buffer.from(publicKey, "base64url");
  const key = createPrivateKey({
    format: "jwk",
    key: {
      ...{ kty: "EC", crv: "P-256", d: privateKey },
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
  });
  const words = new Map<string, { word: string; signedAt: number }>();

  function signed(aud: string): string {
    const exp = Math.floor((now() + livesMs) / 1_000);
    const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString("base64url");
    const told = `${part({ typ: "JWT", alg: "ES256" })}.${part({ aud, exp, sub: subject })}`;
    const signature = sign("sha256", Buffer.from(told), { key, dsaEncoding: "ieee-p1363" });
    return `vapid t=${told}.${signature.toString("base64url")}, k=${publicKey}`;
  }

  return {
    publicKey,
    authorizationFor(origin) {
      const known = words.get(origin);
      // A clock that was set back makes what was signed before too long-lived.
      if (known && Math.abs(now() - known.signedAt) < usedForMs) return known.word;
      if (words.size >= mostOrigins) words.clear();
      const word = signed(origin);
      words.set(origin, { word, signedAt: now() });
      return word;
    },
  };
}
