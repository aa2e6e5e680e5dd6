import { problemTable } from "@siren/contracts/problems";

/** The page for people, made from the table for programs: `node scripts/checks/errors-page.ts > docs/errors.md`. */
export function errorsPage(): string {
  const rows = Object.entries(problemTable)
    .sort(([, a], [, b]) => a.status - b.status)
    .map(
      ([code, { status, title, retryable }]) =>
        `| ${status} | \`${code}\` | ${title} | ${retryable ? "yes" : "no"} |`,
    );
  return [
    "# Errors",
    "",
    "Every refusal is `application/problem+json` (RFC 9457) with a stable `code`. The table in code is",
    "`packages/contracts/src/problems.ts`; a test keeps this page equal to it. 429 and 503 carry `Retry-After`.",
    "",
    "| status | code | meaning | the same request may succeed later |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

if (import.meta.main) process.stdout.write(errorsPage());
