/** What one character of a subject is held against. */
export type Atom = {
  fits(character: string): boolean;
  /** The one character it fits, where it is that simple. */
  literal: string | undefined;
};

export type Term = { min: number; max: number } & (
  | { kind: "atom"; atom: Atom }
  | { kind: "group"; ways: readonly Sequence[] }
  | { kind: "look"; ways: readonly Sequence[] }
  | { kind: "start" | "end" | "border" }
);
export type Sequence = readonly Term[];

export class PatternUnreadable extends Error {}

/** All of these are one character; without the flag u, which operators' patterns do not have. */
const oneCharacter =
  /^(?:\\(?:x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]+\}|c[a-z]|[pP]\{[^}]*\}|[^1-9kbB])|\[(?:\\.|[^\]\\])*\]|[^()|?*+{}\\[\]^$])/i;
const opening = /^\((?:\?(?:<(?![=!])[^>]*>|:|=|!|<=|<!))?/;
const repeated = /^(?:[?*+]|\{(\d+)(?:(,)(\d*))?\})\??/;
const times = {
  "?": [0, 1],
  "*": [0, Number.POSITIVE_INFINITY],
  "+": [1, Number.POSITIVE_INFINITY],
} as const;

/** An expression that JavaScript takes, as a tree. Throws PatternUnreadable with what of it is not understood here. */
export function treeOf(source: string, flags: string): readonly Sequence[] {
  let rest = source;

  function taken(form: RegExp): RegExpExecArray | undefined {
    const found = form.exec(rest) ?? undefined;
    if (found) rest = rest.slice(found[0].length);
    return found;
  }

  function alternatives(): Sequence[] {
    const ways: Sequence[] = [sequence()];
    while (taken(/^\|/)) ways.push(sequence());
    return ways;
  }

  function sequence(): Sequence {
    const terms: Term[] = [];
    while (rest !== "" && rest[0] !== "|" && rest[0] !== ")") {
      const term = oneTerm();
      terms.push({ ...term, ...howOften() });
    }
    return terms;
  }

  function howOften(): Pick<Term, "min" | "max"> {
    const found = taken(repeated);
    if (!found) return { min: 1, max: 1 };
    const [text, least, comma, most] = found;
    if (least === undefined) {
      const [min, max] = times[text[0] as keyof typeof times];
      return { min, max };
    }
    const min = Number(least);
    return { min, max: comma === undefined ? min : most ? Number(most) : Number.POSITIVE_INFINITY };
  }

  function oneTerm(): Term {
    const once = { min: 1, max: 1 };
    if (taken(/^\^/)) return { kind: "start", ...once };
    if (taken(/^\$/)) return { kind: "end", ...once };
    if (taken(/^\\b/i)) return { kind: "border", ...once };
    const open = taken(opening)?.[0];
    if (open !== undefined) {
      const ways = alternatives();
      taken(/^\)/);
      return { kind: /[=!]$/.test(open) ? "look" : "group", ways, ...once };
    }
    const text = taken(oneCharacter)?.[0] ?? taken(/^[{}\]]/)?.[0];
    if (text === undefined) throw new PatternUnreadable(`${rest.slice(0, 4)} is not taken here`);
    return { kind: "atom", atom: atomOf(text, flags), ...once };
  }

  const ways = alternatives();
  if (rest !== "") throw new PatternUnreadable(`${rest.slice(0, 4)} is not taken here`);
  return ways;
}

function atomOf(text: string, flags: string): Atom {
  const fitting = new RegExp(`^(?:${/^[{}\]]$/.test(text) ? `\\${text}` : text})$`, flags);
  const isLetter = !/^[.[]/.test(text) && !/^\\[dDsSwWpP]/.test(text);
  return {
    fits: (character) => fitting.test(character),
    literal: isLetter ? (text.length === 1 ? text : letterOf(text)) : undefined,
  };
}

const letterOf = (escaped: string): string | undefined =>
  /^\\[^a-zA-Z0-9]$/.test(escaped) ? escaped.slice(1) : undefined;
