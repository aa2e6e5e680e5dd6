/** What is said alike with very many answers: put together once, as it stands on the wire. */
export type SaidAlways = {
  /** Name, value, name, value. */
  headers: readonly string[];
  /** In lower case. */
  names: ReadonlySet<string>;
  lines: string;
  /** The same less one of these names, that somebody else has a word of their own for: each of our services has. */
  without(name: string): SaidAlways;
};

export function saidAlways(headers: readonly string[]): SaidAlways {
  const names = new Set<string>();
  let lines = "";
  for (let i = 0; i + 1 < headers.length; i += 2) {
    names.add((headers[i] as string).toLowerCase());
    lines += lineOf(headers[i] as string, headers[i + 1] as string);
  }
  const lacking = new Map<string, SaidAlways>();
  return {
    headers,
    names,
    lines,
    without(name) {
      const known = lacking.get(name);
      if (known) return known;
      const isOther = (_: string, i: number) => (headers[i - (i % 2)] as string).toLowerCase() !== name;
      const made = saidAlways(headers.filter(isOther));
      lacking.set(name, made);
      return made;
    },
  };
}

const token = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const unsayable = /[^\t\x20-\x7e\x80-\xff]/;

/** One line of a head, by the rules by which Node takes a header: nothing in it ends the line or begins another. */
export function lineOf(name: string, value: string): string {
  if (!token.test(name) || unsayable.test(value))
    throw new TypeError(`${JSON.stringify(name)} cannot be said`);
  return `${name}: ${value}\r\n`;
}
