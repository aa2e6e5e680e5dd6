import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** What lies in the store and is not for whoever reads the store: AES-256-GCM, bound to the name it is kept under. */
export function createSeal(key: Buffer) {
  return {
    seal(name: string, text: string): string {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    /** Undefined for what was sealed by another key or under another name. */
    unseal(name: string, sealed: string): string | undefined {
      const bytes = Buffer.from(sealed, "base64url");
      if (bytes.length < 29) return undefined;
      try {
        const opener = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 });
        opener.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([opener.update(bytes.subarray(28)), opener.final()]).toString();
      } catch {
        return undefined;
      }
    },
  };
}

export type Seal = ReturnType<typeof createSeal>;
