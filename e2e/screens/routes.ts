import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../scripts/stack/settings.ts";

/** The routes of the customer's page, as its source has them. */
export function routesOfThePage(): string[] {
  const source = readFileSync(join(repositoryRoot, "frontends/client/src/app/app.tsx"), "utf8");
  return [...source.matchAll(/<Route\s+(?:index|path="([^"]+)")/g)].map(([, path = ""]) => path);
}
