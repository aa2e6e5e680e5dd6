import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export type LocalCertificate = { certFile: string; keyFile: string; authorityFile: string };

const issuer = join(import.meta.dirname, "..", "..", "..", "scripts", "stack", "certificates.ts");
const script = `import(process.argv[1]).then(({ localCertificate }) =>
  console.log(JSON.stringify(localCertificate(process.argv[2], "127.0.0.1"))))`;

/** For localhost and 127.0.0.1, as a cafe's own is made, with its root: by a process of its own, without openssl. */
export async function makeLocalCertificate(folder: string): Promise<LocalCertificate> {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script, issuer, folder]);
  return JSON.parse(stdout);
}
