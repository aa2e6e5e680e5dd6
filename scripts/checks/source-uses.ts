import { parseAst } from "vite";

/** What one source file takes from elsewhere. */
export type Uses = {
  /** Module specifiers as written, of every import form, types included. */
  imports: string[];
  /** `process.env`, `Date.now`, `fetch`, ... as the table of walls calls them. */
  surroundings: string[];
};

type Node = { type: string; [key: string]: unknown };

const importing = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);
const namedMembers = new Set(["process.env", "process.exit", "Date.now", "Math.random", "AbortSignal.any"]);
export const namedGlobals: ReadonlySet<string> = new Set([
  "fetch",
  "performance",
  "crypto",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "process",
]);
const endings = /^(SIG[A-Z]+|uncaughtException|unhandledRejection|disconnect)$/;

export function usesOf(source: string, path: string): Uses {
  const uses: Uses = { imports: [], surroundings: [] };
  const program = parseAst(source, { lang: path.endsWith("x") ? "tsx" : "ts" }, path);
  visit(program, uses);
  return uses;
}

function visit(value: unknown, uses: Uses): void {
  if (Array.isArray(value)) {
    for (const each of value) visit(each, uses);
    return;
  }
  if (!isNode(value)) return;
  note(value, uses);
  for (const [key, child] of Object.entries(value)) {
    // `order.fetch` and `{ fetch: ... }` are names of ours, not the global.
    const isOnlyAName = (key === "property" || key === "key") && value.computed !== true;
    if (!isOnlyAName) visit(child, uses);
  }
}

function note(node: Node, uses: Uses): void {
  if (importing.has(node.type)) {
    const specifier = textOf(node.source ?? node.argument);
    if (specifier !== undefined) uses.imports.push(specifier);
    if (specifier === "node:process" || specifier === "process") uses.surroundings.push("process.env");
  }
  if (node.type === "Identifier" && namedGlobals.has(String(node.name)))
    uses.surroundings.push(String(node.name));
  if (node.type === "MemberExpression" && isNode(node.object) && isNode(node.property)) {
    const name = `${node.object.name}.${node.property.name ?? textOf(node.property)}`;
    if (namedMembers.has(name)) uses.surroundings.push(name);
  }
  if (node.type === "VariableDeclarator" && isNode(node.init) && node.init.name === "process") {
    // `const { env } = process` is the same under another spelling.
    uses.surroundings.push("process.env");
  }
  if (node.type === "NewExpression" && isNode(node.callee) && node.callee.name === "Date") {
    if (Array.isArray(node.arguments) && node.arguments.length === 0) uses.surroundings.push("new Date()");
  }
  if (node.type === "CallExpression" && isNode(node.callee)) noteCall(node, node.callee, uses);
}

function noteCall(call: Node, callee: Node, uses: Uses): void {
  const first = Array.isArray(call.arguments) ? call.arguments[0] : undefined;
  if (callee.name === "require") {
    const specifier = textOf(first);
    if (specifier !== undefined) uses.imports.push(specifier);
  }
  const listens = isNode(callee.object) && callee.object.name === "process" && isNode(callee.property);
  if (listens && isNode(callee.property) && /^(on|once|addListener)$/.test(String(callee.property.name))) {
    const event = textOf(first);
    if (event === undefined || endings.test(event)) uses.surroundings.push("process.on(signal)");
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof Reflect.get(value, "type") === "string";

function textOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === "TSLiteralType") return textOf(value.literal);
  if (typeof value.value === "string") return value.value;
  if (value.type === "TemplateLiteral" && Array.isArray(value.quasis) && value.quasis.length === 1) {
    const [only] = value.quasis;
    return String(Object(Object(only).value).cooked);
  }
  return undefined;
}
