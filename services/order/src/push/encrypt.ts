import { createCipheriv, createECDH, ECDH, hkdfSync } from "node:crypto";

/** Of a browser: its public point and the secret that it shares with us alone, in base64url. */
export type Receiver = { p256dh: string; auth: string };
/** Made anew for each message; named only by those who check it against a known one. */
export type Ephemeral = { privateKey: Buffer; salt: Buffer };

const curve = "prime256v1";
const recordSize = 4_096;
/** What one record can hold beside its tag and the mark of its end. */
export const mostPlainBytes = recordSize - 17;
const lastRecord = Buffer.from([2]);

const bytesOf = (text: string) => Buffer.from(text, "base64url");

/** Whether it is a point that a secret can be shared with: one that is off the curve would give ours away. */
export function isPublicPoint(p256dh: string): boolean {
  try {
    ECDH.convertKey(bytesOf(p256dh), curve, undefined, undefined, "uncompressed");
    return bytesOf(p256dh).length === 65;
  } catch {
    return false;
  }
}

/** RFC 8291: one record of aes128gcm (RFC 8188) that only this browser can read. */
export function encrypt(plain: Buffer, receiver: Receiver, { privateKey, salt }: Ephemeral): Buffer {
  if (plain.length > mostPlainBytes) throw new Error(`a message has at most ${mostPlainBytes} bytes`);
  const ours = createECDH(curve);
  ours.setPrivateKey(privateKey);
  const theirPoint = bytesOf(receiver.p256dh);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), theirPoint, ours.getPublicKey()]);
  const shared = Buffer.from(
    hkdfSync("sha256", ours.computeSecret(theirPoint), bytesOf(receiver.auth), info, 32),
  );
  const key = hkdfSync("sha256", shared, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = hkdfSync("sha256", shared, salt, "Content-Encoding: nonce\0", 12);
  const cipher = createCipheriv("aes-128-gcm", new Uint8Array(key), new Uint8Array(nonce));
  return Buffer.concat([
    ...[header(salt, ours.getPublicKey()), cipher.update(plain), cipher.update(lastRecord)],
    ...[cipher.final(), cipher.getAuthTag()],
  ]);
}

function header(salt: Buffer, point: Buffer): Buffer {
  const sizes = Buffer.alloc(5);
  sizes.writeUInt32BE(recordSize, 0);
  sizes.writeUInt8(point.length, 4);
  return Buffer.concat([salt, sizes, point]);
}

export function newEphemeral(random: (size: number) => Buffer): Ephemeral {
  const ours = createECDH(curve);
  ours.generateKeys();
  return { privateKey: ours.getPrivateKey(), salt: random(16) };
}
