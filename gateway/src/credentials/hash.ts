import { argon2, createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const scryptOf = promisify<string, Buffer, number, object, Buffer>(scrypt);
const argon2Of = promisify(argon2);

/** What a line of the file says a secret hashes to; `slow` where guessing has to be made dear. */
export type Hash = { text: string; isSlow: boolean; matches(secret: string): Promise<boolean> };

const base64 = "([A-Za-z0-9+/]{11,128})";
const scryptForm = new RegExp(
  String.raw`^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$${base64}\$${base64}$`,
);
const argonForm = new RegExp(
  String.raw`^\$(argon2(?:id|i|d))\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$${base64}\$${base64}$`,
);
const shaForm = /^\$sha256\$([A-Za-z0-9+/]{43})$/;

/** A line of the file must not be able to take all memory of the process, or a minute. */
const mostMemoryBytes = 256 * 1024 * 1024;

const same = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);
const unpadded = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");

function scryptHash(text: string, [, ln, r, p, salt = "", told = ""]: RegExpExecArray): Hash | undefined {
  const options = { N: 2 ** Number(ln), r: Number(r), p: Number(p), maxmem: 0 };
  const needed = 128 * options.N * options.r;
  if (Number(ln) < 1 || options.r < 1 || options.p < 1 || options.p > 16 || needed > mostMemoryBytes)
    return undefined;
  options.maxmem = needed * 2;
  const expected = Buffer.from(told, "base64");
  return {
    text,
    isSlow: true,
    matches: async (secret) =>
      same(
        await scryptOf(secret.normalize("NFC"), Buffer.from(salt, "base64"), expected.length, options),
        expected,
      ),
  };
}

function argonHash(text: string, found: RegExpExecArray): Hash | undefined {
  const [, kind = "argon2id", m, t, p, salt = "", told = ""] = found;
  const expected = Buffer.from(told, "base64");
  const cost = { memory: Number(m), passes: Number(t), parallelism: Number(p), tagLength: expected.length };
  const isSane = cost.memory * 1024 <= mostMemoryBytes && cost.passes >= 1 && cost.parallelism >= 1;
  if (!isSane || cost.memory < 8 * cost.parallelism) return undefined;
  const nonce = Buffer.from(salt, "base64");
  return {
    text,
    isSlow: true,
    async matches(secret) {
      const message = Buffer.from(secret.normalize("NFC"));
      return same(await argon2Of(kind as "argon2id", { ...cost, message, nonce }), expected);
    },
  };
}

/** For a secret that was made by chance: nobody guesses 256 bits, so it need not be dear to try. */
function shaHash(text: string, [, told = ""]: RegExpExecArray): Hash {
  const expected = Buffer.from(told, "base64");
  return {
    text,
    isSlow: false,
    matches: async (secret) => same(createHash("sha256").update(secret).digest(), expected),
  };
}

/** Nothing when it is no hash that is known here, or one that asks for too much. */
export function readHash(text: string): Hash | undefined {
  const sha = shaForm.exec(text);
  if (sha) return shaHash(text, sha);
  const byScrypt = scryptForm.exec(text);
  if (byScrypt) return scryptHash(text, byScrypt);
  const byArgon = argonForm.exec(text);
  return byArgon ? argonHash(text, byArgon) : undefined;
}

const cost = { ln: 15, r: 8, p: 1 };

export async function hashPassword(password: string, salt = randomBytes(16)): Promise<string> {
  const N = 2 ** cost.ln;
  const options = { N, r: cost.r, p: cost.p, maxmem: 256 * N * cost.r };
  const bytes = await scryptOf(password.normalize("NFC"), salt, 32, options);
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${unpadded(salt)}$${unpadded(bytes)}`;
}

export const hashSecret = (secret: string): string =>
  `$sha256$${unpadded(createHash("sha256").update(secret).digest())}`;

export const newSecret = (): string => randomBytes(32).toString("base64url");
