import { execFile } from "node:child_process";
import { access, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What the real engine's library was linked against. */
const NEEDED_GLIBC = [2, 38] as const;

export function glibcIsTooOld(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const [major = 0, minor = 0] = (header.glibcVersionRuntime ?? "0.0").split(".").map(Number);
  return (
    process.platform === "linux" &&
    (major < NEEDED_GLIBC[0] || (major === NEEDED_GLIBC[0] && minor < NEEDED_GLIBC[1]))
  );
}

/** A Debian trixie root in `folder`, made with debootstrap unless it is there already. */
export async function debianRoot(folder: string, say: (line: string) => void): Promise<string> {
  const root = path.join(folder, "trixie");
  if (
    await access(root).then(
      () => true,
      () => false,
    )
  )
    return root;
  if (
    process.getuid?.() !== 0 ||
    !(await access("/etc/debian_version").then(
      () => true,
      () => false,
    ))
  ) {
    throw new Error(
      "the real engine needs GLIBC 2.38: run this on a newer system, or as root on Debian, where it can make itself a trixie root",
    );
  }
  if (!(await run("sh", ["-c", "command -v debootstrap"]).catch(() => undefined))) {
    say("installing debootstrap");
    await run("apt-get", ["update"]);
    await run("apt-get", ["install", "-y", "debootstrap"]);
  }
  const mirror = await debianMirror();
  say("making a Debian trixie root (about a minute, 400 MB)");
  const unfinished = `${root}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await run("debootstrap", ["--variant=minbase", "--include=libatomic1", "trixie", unfinished, mirror], {
    maxBuffer: 1 << 26,
  });
  await rename(unfinished, root);
  return root;
}

/** The mirror this machine's own apt uses. */
async function debianMirror(): Promise<string> {
  const format = "$(ORIGIN)|$(LABEL)|$(REPO_URI)";
  const { stdout } = await run("apt-get", ["indextargets", "--format", format, "Created-By: Packages"]);
  const targets = stdout.split("\n").map((line) => line.split("|"));
  const mirror = targets.find(([origin, label]) => origin === "Debian" && label === "Debian")?.[2];
  if (!mirror) throw new Error("apt knows no Debian mirror on this machine");
  return mirror;
}
