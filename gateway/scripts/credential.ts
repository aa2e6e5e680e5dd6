import { parseArgs } from "node:util";
import { hashPassword, hashSecret, newSecret } from "../src/credentials/hash.ts";

const usage = `A line for the file of credentials (CREDENTIALS_FILE):
  npm run credential -w gateway -- user NAME [--scopes a,b]     asks for the password
  npm run credential -w gateway -- key KEYID [--of NAME] [--scopes a,b]     makes the secret and shows it once`;

async function typed(question: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(question);
  let text = "";
  for await (const part of process.stdin) {
    text += part;
    if (text.includes("\n")) break;
  }
  return text.replace(/\r?\n[\s\S]*$/, "");
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scopes: { type: "string", default: "" }, of: { type: "string" } },
});
const [kind, name] = positionals;
const scopes = `scopes: [${values.scopes}]`;
if (kind === "user" && name) {
  const password = await typed("Password (is shown as you type it): ");
  if (password.length < 8) throw new Error("a password has 8 characters at least");
  console.log(
    `users:\n  - { name: ${JSON.stringify(name)}, hash: "${await hashPassword(password)}", ${scopes} }`,
  );
} else if (kind === "key" && name) {
  const secret = newSecret();
  const of = values.of === undefined ? "" : `of: ${JSON.stringify(values.of)}, `;
  console.log(`keys:\n  - { keyId: ${JSON.stringify(name)}, ${of}hash: "${hashSecret(secret)}", ${scopes} }`);
  console.error(`The key, which stands nowhere else: ${name}:${secret}`);
} else {
  console.error(usage);
  process.exitCode = 2;
}
