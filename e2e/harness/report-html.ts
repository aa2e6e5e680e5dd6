/** Text that is markup already; made by `html` only, which escapes all that it is given. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

type Part = Html | string | number | undefined | readonly (Html | string)[];

/** What stands between its pieces is text, whatever it looks like, unless it was made here. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markupOf = (part: Part): string => {
    if (part === undefined) return "";
    if (part instanceof Html) return part.markup;
    return typeof part === "object" ? part.map(markupOf).join("") : escaped(String(part));
  };
  return new Html(pieces.reduce((text, piece, at) => text + markupOf(parts[at - 1]) + piece));
}

/** The first cell of a row is its name; the others are figures unless `prose` says otherwise. */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly (string | number | Html)[])[],
  { prose = false }: { prose?: boolean } = {},
): Html {
  const kind = prose ? "prose" : "figures";
  return html`<div class="wide"><table class="${kind}"><thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
