const method = /^(GET|POST|PUT|PATCH|DELETE)$/;

/**
 * The operations that a README's tables name in their first column, such as `GET, PUT /a/{x}, /b?q=`: each path
 * goes with the methods before it. What is between processes is left out: it is not in the document either.
 */
export function operationsInTables(markdown: string): string[] {
  return markdown
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => (line.split("|")[1] ?? "").replaceAll("`", "").trim())
    .filter((cell) => /^(GET|POST|PUT|PATCH|DELETE)\b/.test(cell))
    .flatMap(operationsIn);
}

function operationsIn(cell: string): string[] {
  const found: string[] = [];
  let methods: string[] = [];
  let isAfterPath = false;
  for (const word of cell.split(/,?\s+/)) {
    if (method.test(word)) {
      methods = isAfterPath ? [word] : [...methods, word];
      isAfterPath = false;
    } else if (word.startsWith("/")) {
      isAfterPath = true;
      for (const one of methods) found.push(nameless(`${one} ${word.replace(/\?.*$/, "")}`));
    }
  }
  return found.filter((one) => !one.includes(" /internal/"));
}

/** How a README calls what stands in a path is its own affair. */
export const nameless = (operation: string) => operation.replaceAll(/\{[^}]*\}/g, "{}");
