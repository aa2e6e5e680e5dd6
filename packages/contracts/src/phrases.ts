type NamesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type Value = string | number | null | undefined;
type Filling<T extends string> = [NamesIn<T>] extends [never] ? [] : [values: Record<NamesIn<T>, Value>];

const placeholder = /\{(\w+)\}/g;
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const literalsOf = (template: string) => template.replace(placeholder, "");

export const filled = (template: string, values: Record<string, Value>): string =>
  template.replace(placeholder, (_, name: string) => String(values[name]));

/**
 * Sentences that one process writes, and a page shows in the language of whoever reads: they go over the network, into
 * logs and terminals as English text, and whoever has the same table can take them apart again. `isOfWords`: what is
 * filled in may have spaces; all else is one word, so that no sentence is taken for another.
 */
export function phrasebook<const T extends Record<string, string>>(
  table: T,
  isOfWords: readonly string[] = [],
) {
  type Code = keyof T & string;
  const forms = (Object.keys(table) as Code[])
    .map((code) => {
      const template = String(table[code]);
      const names = [...template.matchAll(placeholder)].map(([, name = ""]) => name);
      // Texts at the even places, names at the odd ones.
      const parts = template
        .split(placeholder)
        .map((part, i) => (i % 2 === 0 ? escaped(part) : isOfWords.includes(part) ? "(.+?)" : "(\\S+?)"));
      return { code, names, template, pattern: new RegExp(`^${parts.join("")}$`) };
    })
    // "3 readings of orders" is also something and "orders": the one that says most of it counts.
    .sort((one, other) => literalsOf(other.template).length - literalsOf(one.template).length);
  return {
    says: <C extends Code>(code: C, ...[values]: Filling<T[C]>): string =>
      filled(String(table[code]), values ?? {}),

    /** Null: of a version that says something else. */
    read(text: string): { code: Code; values: Record<string, string> } | null {
      for (const { code, names, pattern } of forms) {
        const found = pattern.exec(text);
        if (!found) continue;
        return { code, values: Object.fromEntries(names.map((name, i) => [name, found[i + 1] ?? ""])) };
      }
      return null;
    },
  };
}
