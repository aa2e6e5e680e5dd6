import { type OpenApiDocument, type OpenApiOperation, operationsOf } from "@siren/contracts/openapi";
import { typeInWords } from "./type-in-words.ts";

const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The page runs no script and loads nothing; it is read as it comes. */
export const docsPageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cache-control": "no-cache",
};

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
summary{cursor:pointer;padding:.3rem 0;border-top:1px solid #ddd}code{font-size:.95em}b.m{display:inline-block;width:4.5rem}
table{border-collapse:collapse;margin:.4rem 0 1rem}td{border:1px solid #ddd;padding:.2rem .5rem;vertical-align:top}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;font-size:.9em}.old{background:#fff3cd;padding:.5rem .8rem}
.who{color:#666;float:right}`;

function whoMay({ security }: OpenApiOperation): string {
  if (security.some((one) => Object.keys(one).length === 0)) return "anybody";
  return [...new Set(security.flatMap((one) => Object.values(one).flat()))].join(", ");
}

const row = (head: string, text: string) =>
  `<tr><td>${escaped(head)}</td><td><pre>${escaped(text)}</pre></td></tr>`;

function operationOf(at: string, operation: OpenApiOperation): string {
  const [method = "", path = ""] = at.split(" ");
  const { summary = "", parameters = [], requestBody, responses } = operation;
  const rows = [
    ...parameters.map(({ name, in: where, required, schema }) =>
      row(`${where}: ${name}${required ? "" : "?"}`, typeInWords(schema)),
    ),
    ...Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) =>
      row(`body, ${type}`, schema ? typeInWords(schema) : "as it comes"),
    ),
    ...Object.entries(responses).map(([status, { description, content = {} }]) => {
      const [told] = Object.entries(content).filter(([type]) => type !== "application/problem+json");
      const shape = told ? (told[1].schema ? typeInWords(told[1].schema) : told[0]) : "";
      return row(status, [description, shape].filter(Boolean).join("\n"));
    }),
  ];
  return `<details><summary><b class="m">${method}</b><code>${escaped(path)}</code>
<span class="who">${escaped(whoMay(operation))}</span><br>${escaped(summary)}</summary><table>${rows.join("")}</table></details>`;
}

function missingOf({ "x-missing": missing = [] }: OpenApiDocument): string {
  const lines = missing.map(({ service, asOf }) =>
    asOf === null
      ? `${service} has not told its part yet`
      : `${service} is away; this is its part as of ${asOf}`,
  );
  return lines.length === 0 ? "" : `<p class="old">${lines.map(escaped).join("<br>")}</p>`;
}

export function docsPage(document: OpenApiDocument): string {
  const byTag = Map.groupBy(operationsOf(document), ([, { tags }]) => tags[0] ?? "");
  const parts = [...byTag].map(
    ([tag, operations]) =>
      `<h2>${escaped(tag)}</h2>${operations.map(([at, one]) => operationOf(at, one)).join("")}`,
  );
  const shapes = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<details id="${escaped(name)}"><summary><code>${escaped(name)}</code></summary><pre>${escaped(typeInWords(schema))}</pre></details>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Siren: API</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head><body>
<h1>Siren: API</h1><p>As <a href="/api/docs/openapi.json">OpenAPI 3.1</a>.</p>${missingOf(document)}
<pre>${escaped(document.info.description ?? "")}</pre>
${parts.join("\n")}<h2>Shapes</h2>${shapes.join("\n")}</body></html>`;
}
