const isKeyed = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

type Fault = { path: (string | number)[]; text: string };

const text =
  "a secret does not stand in the file: take it from the environment, in braces after a dollar sign, or name a secretOrPublicKeyFile";

/** What was written, before the environment came in: a secret that stands there is read by whoever reads the file. */
export function literalSecrets(written: unknown, path: (string | number)[] = []): Fault[] {
  if (!isKeyed(written)) return [];
  return Object.entries(written).flatMap(([key, value]) => {
    const at = [...path, Array.isArray(written) ? Number(key) : key];
    if (key !== "secretOrPublicKey") return literalSecrets(value, at);
    const isPublic = typeof value === "string" && (value.includes("${") || value.includes("-----BEGIN"));
    return isPublic || typeof value !== "string" ? [] : [{ path: at, text }];
  });
}
