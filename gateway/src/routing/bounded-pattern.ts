import { type Atom, PatternUnreadable, type Sequence, type Term, treeOf } from "./pattern-tree.ts";

/** What an expression is held against is somebody else's: no longer than this. */
export const longestMatched = 2_048;
const longestPattern = 1_000;
/** Two parts of a pattern that can share a text out between them take some 5 ms of the longest; three take 5 s. */
const mostSteps = 8 * longestMatched ** 2;

/** All that a path, a query or a host consists of as it comes to us. */
const characters = Array.from({ length: 0xe0 }, (_, index) => String.fromCharCode(0x20 + index));

/** What may stand next, in no particular order; undefined: nobody knows. Nothing at all: it ends here and has fitted. */
type Next = readonly Atom[] | undefined;
const theEnd: Atom = { fits: () => false, literal: undefined };

const isVariable = ({ min, max }: Term) => min !== max;
const fitsAll = (atom: Atom) => characters.every((one) => atom.fits(one));
function areApart(one: Atom, other: Atom): boolean {
  // Whatever takes all there is has come to the end.
  if (other === theEnd) return fitsAll(one);
  if (other.literal !== undefined) return !one.fits(other.literal);
  if (one.literal !== undefined) return !other.fits(one.literal);
  return characters.every((character) => !(one.fits(character) && other.fits(character)));
}

/** What a sequence can begin with, and what follows it where it may be empty. */
function beginningOf(sequence: Sequence, after: Next): Next {
  const found: Atom[] = [];
  for (const term of sequence) {
    if (term.kind === "atom") found.push(term.atom);
    else if (term.kind === "end") found.push(theEnd);
    else if (term.kind === "group")
      for (const way of term.ways) {
        const begins = beginningOf(way, undefined);
        if (!begins) return undefined;
        found.push(...begins);
      }
    else if (term.kind !== "start") return undefined;
    if (term.min > 0 && term.kind !== "start") return found;
  }
  return after && [...found, ...after];
}

/** Whichever of them is taken is told by its first character. */
function areTold(ways: readonly Sequence[]): boolean {
  const begins = ways.map((way) => beginningOf(way, undefined));
  return begins.every((one, i) =>
    begins
      .slice(i + 1)
      .every((other) => one && other && one.every((a) => other.every((b) => areApart(a, b)))),
  );
}

const isFixed = (sequence: Sequence): boolean =>
  sequence.every((term) => term.min === term.max && (term.kind !== "group" || term.ways.every(isFixed)));
const hasChoice = (sequence: Sequence): boolean =>
  sequence.some((term) => term.kind === "group" && (term.ways.length > 1 || term.ways.some(hasChoice)));

/** `/[^/]+` and `[^/]+/`: where one time ends and the next begins is told by a character that nothing else of it fits. */
function isDelimited(sequence: Sequence): boolean {
  if (!sequence.every((term) => term.kind === "atom")) return false;
  if (sequence.filter(isVariable).length > 1) return false;
  return [sequence[0], sequence.at(-1)].some((border) => {
    if (border?.kind !== "atom" || border.min !== 1 || border.max !== 1) return false;
    const { literal } = border.atom;
    return (
      literal !== undefined &&
      sequence.every((one) => one === border || (one.kind === "atom" && !one.atom.fits(literal)))
    );
  });
}

/** Taken so often that there is but one way to take it: otherwise the ways multiply with each time. */
function isPlainlyRepeated(ways: readonly Sequence[]): boolean {
  if (ways.length === 1 && ways[0] && !hasChoice(ways[0])) return isFixed(ways[0]) || isDelimited(ways[0]);
  return ways.every((way) => isFixed(way) && !hasChoice(way)) && areTold(ways);
}

class TooManyWays extends Error {}

/** In how many ways what was gone through can have been taken, and how many steps that is at most. */
function throughAll(sequence: Sequence, waysBefore: number, after: Next): number {
  let ways = waysBefore;
  const walk = (span: number) => {
    if (ways * span > mostSteps) throw new TooManyWays();
  };
  for (const [index, term] of sequence.entries()) {
    const follows = beginningOf(sequence.slice(index + 1), after);
    const span = Math.min(term.max, longestMatched) - term.min + 1;
    if (term.kind === "atom") {
      const hasFitted = follows?.every((one) => one === theEnd && fitsAll(term.atom));
      if (!isVariable(term) || hasFitted) continue;
      walk(span);
      if (!follows?.every((one) => areApart(term.atom, one))) ways *= span;
    } else if (term.kind === "group" || term.kind === "look") {
      if (term.max > 1) {
        if (term.kind === "look" || !isPlainlyRepeated(term.ways)) throw new TooManyWays();
        if (!isVariable(term)) continue;
        walk(span);
        const begins = beginningOf([{ ...term, min: 1, max: 1 }], undefined);
        const isTold = begins?.every((one) => follows?.every((other) => areApart(one, other)));
        if (!isTold) ways *= span;
        continue;
      }
      const inside = term.kind === "look" ? undefined : follows;
      const each = term.ways.map((way) => throughAll(way, ways, inside));
      const taken = areTold(term.ways) ? Math.max(...each) : each.reduce((sum, one) => sum + one, 0);
      ways = term.min === 0 ? taken + ways : taken;
    }
    walk(1);
  }
  return ways;
}

const isHeldFast = (way: Sequence): boolean => way[0]?.kind === "start";

/**
 * Why an expression could keep us busy for longer than a moment with a text that somebody made for it; undefined: it
 * cannot. It counts in how many ways a text can be shared out among the parts of the pattern, too high rather than too low.
 */
export function endlessness(source: string, flags = ""): string | undefined {
  if (source.length > longestPattern) return `is longer than ${longestPattern} characters`;
  try {
    const ways = treeOf(source, flags);
    for (const way of ways) throughAll(way, ways.length * (isHeldFast(way) ? 1 : longestMatched), []);
    return undefined;
  } catch (error) {
    if (error instanceof PatternUnreadable) return `${error.message}: nobody can tell how long it takes`;
    if (!(error instanceof TooManyWays)) throw error;
    return "can take a text apart in too many ways, as (a+)+, (a|ab)* and .*-.*-.*x do: say more plainly where each part ends, and begin with ^";
  }
}
