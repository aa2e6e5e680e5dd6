import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type Podman, run } from "./podman.ts";

const shell = "/bin/sh";
const certificates = "/etc/ssl/certs/ca-certificates.crt";

/**
 * What `node:24.21.0-slim` gives, without a registry: the node that runs this, a shell for `RUN` and for podman's health
 * checks, the libraries that both name, one user, certificates. Kept under a name that tells all of it.
 */
export async function makeBase(podman: Podman, folder: string, node: string): Promise<string> {
  const files = [node, shell, ...(await librariesOf(node)), ...(await librariesOf(shell)), certificates];
  const present = [...new Set(files)].filter((file) => existsSync(file)).sort();
  const image = `localhost/siren-base:node-${process.versions.node}-${fingerprint(present)}`;
  if (await isThere(podman, image)) return image;
  const root = join(folder, "base");
  for (const file of present) place(root, file === node ? "/usr/local/bin/node" : file, file);
  write(root, "/etc/passwd", "root:x:0:0:root:/tmp:/bin/sh\nsiren:x:10001:10001:siren:/tmp:/bin/sh\n");
  write(root, "/etc/group", "root:x:0:\nsiren:x:10001:\n");
  mkdirSync(join(root, "tmp"));
  chmodSync(join(root, "tmp"), 0o1777);
  const archive = join(folder, "base.tar");
  await run("tar", ["-C", root, "--owner=0", "--group=0", "--sort=name", "--mtime=@0", "-cf", archive, "."]);
  await podman(["import", "--quiet", "--change", "ENV PATH=/usr/local/bin:/bin", archive, image], {
    timeoutMs: 180_000,
  });
  rmSync(root, { recursive: true });
  rmSync(archive);
  return image;
}

/** `ldd` names each with where it lies, and the loader by its path alone. */
async function librariesOf(program: string): Promise<string[]> {
  const named = await run("ldd", [program]);
  return [...named.matchAll(/(\/\S+)(?= \(0x)/g)].map(([, path]) => path as string);
}

function fingerprint(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 8);
}

export const isThere = (podman: Podman, image: string): Promise<boolean> =>
  podman(["image", "exists", image]).then(
    () => true,
    () => false,
  );

function place(root: string, at: string, from: string): void {
  const to = join(root, at);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(realpathSync(from), to);
  chmodSync(to, statSync(from).mode & 0o755);
}

function write(root: string, at: string, text: string): void {
  mkdirSync(dirname(join(root, at)), { recursive: true });
  writeFileSync(join(root, at), text);
}
