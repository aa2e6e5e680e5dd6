import * as z from "zod";
import { type Facts, type Lookup, lookupNames, lookupOf } from "./lookups.ts";
import { codeAsValue, codeInMessage } from "./said-as-code.ts";

type Piece = string | { name: string; look: Lookup; otherwise: string };
type Read = { pieces: Piece[] } | { fault: string };

/** `{name}` or `{name|default}`; `{|text}` is the text itself. */
function pieceOf(inside: string): Piece | { fault: string } {
  const bar = inside.indexOf("|");
  const name = (bar < 0 ? inside : inside.slice(0, bar)).trim();
  const otherwise = bar < 0 ? "" : inside.slice(bar + 1);
  if (name === "" && bar >= 0) return otherwise;
  const look = lookupOf(name);
  return look ? { name, look, otherwise } : { fault: `{${inside}} is no lookup; there are ${lookupNames}` };
}

function read(text: string): Read {
  const pieces: Piece[] = [];
  let fixed = "";
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] as string;
    if (char !== "{" && char !== "}") {
      fixed += char;
      continue;
    }
    if (text[i + 1] === char) {
      fixed += char;
      i += 1;
      continue;
    }
    const end = char === "{" ? text.indexOf("}", i) : -1;
    if (end < 0) return { fault: `a ${char} stands alone at ${i + 1}; as such it is written ${char}${char}` };
    const piece = pieceOf(text.slice(i + 1, end));
    if (typeof piece !== "string" && "fault" in piece) return piece;
    if (typeof piece === "string") fixed += piece;
    else {
      if (fixed !== "") pieces.push(fixed);
      fixed = "";
      pieces.push(piece);
    }
    i = end;
  }
  if (fixed !== "") pieces.push(fixed);
  return { pieces };
}

const shown = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(shown).join(",");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

export type Template = {
  /** The same for each request. */
  isFixed: boolean;
  /** What it looks up, by name. */
  names: readonly string[];
  fill(facts: Facts): string;
  /** As `fill`, but one lookup alone keeps its kind: a claim that is a number stays one. */
  value(facts: Facts): unknown;
};

/** Made once, when the file is read: nothing of it is parsed while a request waits. */
export function compileTemplate(text: string): Template {
  const found = read(text);
  if ("fault" in found) throw new TypeError(found.fault);
  const { pieces } = found;
  const names = pieces.flatMap((piece) => (typeof piece === "string" ? [] : [piece.name]));
  const [first] = pieces;
  const only = pieces.length === 1 && typeof first === "object" ? first : undefined;

  function fill(facts: Facts): string {
    let filled = "";
    for (const piece of pieces) {
      if (typeof piece === "string") filled += piece;
      else filled += shown(piece.look(facts)) || piece.otherwise;
    }
    return filled;
  }

  return {
    isFixed: names.length === 0,
    names,
    fill,
    value(facts) {
      const looked = only?.look(facts);
      return only && looked !== undefined && looked !== null && looked !== "" ? looked : fill(facts);
    },
  };
}

const checked = (codeIn: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const found = read(text);
    const fault = codeIn(text) ?? ("fault" in found ? found.fault : undefined);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  });

/** A text with lookups, where express-gateway has a template string. */
export const templateText = checked(codeInMessage).describe(
  "text with lookups such as {claim.sub}, {header.x-user}, {query.q}, {path.id}, {ip}, {method}, {host}, {url}; " +
    "{header.x-user|nobody} has a default, {{ is a brace",
);

/** The same, where express-gateway has an expression. */
export const templateValue = checked(codeAsValue).describe(
  "text with lookups such as {claim.sub}, {header.x-user}, {query.q}, {path.id}, {ip}",
);

/** What was looked up can end no header and start none: control characters and what HTTP cannot say are encoded. */
export function inHeader(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  const unfit = /[\u0000-\u0008\u000a-\u001f\u007f-\uffff]+/g;
  return text.replace(unfit, (part) => encodeURIComponent(part.toWellFormed())).trim();
}
