import { isKeyed } from "./normal-form.ts";

const secretName = /secret|password|passphrase|private|token$|^auth$|credential(?!s?file)/i;

/** What may be shown of a configuration: what names itself a secret is not. */
export function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidden);
  if (!isKeyed(value)) return value ?? {};
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const isSecret = secretName.test(key) && typeof one === "string" && !/file$/i.test(key);
      return [key, isSecret ? "***" : one === null ? null : hidden(one)];
    }),
  );
}
