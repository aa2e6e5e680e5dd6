import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export type LocalCertificate = { certFile: string; keyFile: string; authorityFile: string };

const issuer = join(import.meta.dirname, "..", "..", "..", "..", "scripts", "stack", "certificates.ts");
const script = `import(process.argv[1]).then(({ localCertificate }) =>
  console.log(JSON.stringify(process.argv.slice(2).map((folder) => localCertificate(folder, "127.0.0.1")))))`;

/** For localhost and 127.0.0.1, as a cafe's own is made, with its root: by a process of its own, without openssl. */
export async function makeLocalCertificates(folders: readonly string[]): Promise<LocalCertificate[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script, issuer, ...folders]);
  return JSON.parse(stdout);
}

export async function makeLocalCertificate(folder: string): Promise<LocalCertificate> {
  const [made] = await makeLocalCertificates([folder]);
  if (!made) throw new Error("no certificate was made");
  return made;
}
