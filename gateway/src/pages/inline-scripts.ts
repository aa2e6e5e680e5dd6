import { createHash } from "node:crypto";

/**
 * What runs inside the page's own file, as its policy has to name it: by the digest of its text. Anything that is not
 * in the file as it was built stays forbidden, also when somebody brings it into the page.
 */
export const inlineScriptsOf = (html: string): string[] =>
  [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(
    ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
