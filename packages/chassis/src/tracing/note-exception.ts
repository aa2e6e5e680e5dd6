import type { Attributes, Span } from "@opentelemetry/api";

/** Names of causes as the driver, Node and zod write them: no sentence, and nobody's address. */
const isName = (given: unknown): given is string =>
  typeof given === "string" && /^[\w.$-]{1,64}$/.test(given);

function codeOf(error: Error): string | undefined {
  const code: unknown = "code" in error ? error.code : undefined;
  if (typeof code === "number") return String(code);
  return isName(code) ? code : undefined;
}

/**
 * What went wrong, by its name and code alone: a message may hold what was being written (a key that is there twice
 * holds the e-mail address), and what is sent to a collector is read by whoever can open its page. The log has it all.
 */
export function noteException(span: Span | undefined, error: unknown): void {
  if (!span || !(error instanceof Error)) return;
  const code = codeOf(error);
  const attributes: Attributes = {
    "exception.type": isName(error.name) ? error.name : "Error",
    ...(code !== undefined && { "siren.error_code": code }),
  };
  span.addEvent("exception", attributes);
}
