import { createHash } from "node:crypto";

/** What of a page's own file its policy has to name: the digests of the texts that run, and of those that style. */
export type InlineParts = { scripts: readonly string[]; styles: readonly string[] };

export const noInlineParts: InlineParts = { scripts: [], styles: [] };

/**
 * Anything that is not in the file as it was built stays forbidden, also when somebody brings it into the page.
 */
export const inlinePartsOf = (html: string): InlineParts => ({
  scripts: digestsIn(html, /<script>(.*?)<\/script>/gs),
  styles: digestsIn(html, /<style>(.*?)<\/style>/gs),
});

const digestsIn = (html: string, element: RegExp): string[] =>
  [...html.matchAll(element)].map(
    ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
