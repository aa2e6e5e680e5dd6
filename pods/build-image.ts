import { join } from "node:path";
import { buildStalePages } from "../scripts/stack/pages.ts";
import { repositoryRoot } from "../scripts/stack/settings.ts";
import { makeBase } from "./base-image.ts";
import { type Podman, run } from "./podman.ts";

export type Built = {
  image: string;
  revision: string;
  megabytes: number;
  baseMegabytes: number;
  tookMs: number;
};

/** As the overlay names it. */
export const imageName = "localhost/siren:dev";

type Building = { podman: Podman; folder: string; say: (line: string) => void; signal: AbortSignal };

/**
 * The product's own recipe, without a registry: over a base that was made of this machine's node, from a tree that
 * brings its node_modules. Without layers, so that nothing is left over of a build but its image.
 */
export async function buildImage({ podman, folder, say, signal }: Building): Promise<Built> {
  const startedAt = performance.now();
  await buildStalePages(repositoryRoot, { say });
  const base = await makeBase(podman, folder, process.execPath);
  const revision = await revisionOf(repositoryRoot);
  const before = await idOf(podman);
  say(`building ${imageName} of ${revision} over ${base} ...`);
  await podman(
    [
      ...["build", "--layers=false", "--force-rm", "--pull=never", "--network=none"],
      ...["--ignorefile", join(repositoryRoot, "pods", "offline.containerignore")],
      ...["--build-arg", `BASE=${base}`, "--build-arg", `REVISION=${revision}`],
      // The commit's moment, not the build's: files and image are dated by what they were made of.
      ...["--timestamp", (await git("log", "-1", "--format=%ct")) || "0"],
      ...["--tag", imageName, "--file", join(repositoryRoot, "Containerfile"), repositoryRoot],
    ],
    { timeoutMs: 300_000, signal },
  );
  if (before !== undefined && before !== (await idOf(podman)))
    await podman(["image", "rm", before]).catch(() => undefined);
  return {
    image: imageName,
    revision,
    megabytes: await megabytesOf(podman, imageName),
    baseMegabytes: await megabytesOf(podman, base),
    tookMs: performance.now() - startedAt,
  };
}

const idOf = (podman: Podman): Promise<string | undefined> =>
  podman(["image", "inspect", "--format", "{{.Id}}", imageName]).then(
    (id) => id.trim(),
    () => undefined,
  );

const megabytesOf = async (podman: Podman, image: string): Promise<number> =>
  Math.round(Number(await podman(["image", "inspect", "--format", "{{.Size}}", image])) / 1e6);

/** Seven characters, as the tags of images have them everywhere; what is not committed is told. */
async function revisionOf(root: string): Promise<string> {
  const revision = await git("rev-parse", "--short=7", "HEAD");
  if (revision === "") return "unknown";
  const isChanged = (await git("-C", root, "status", "--porcelain", "--untracked-files=no")) !== "";
  return isChanged ? `${revision}-changed` : revision;
}

/** A tree without its history is built all the same. */
const git = (...args: string[]): Promise<string> =>
  run("git", ["-C", repositoryRoot, ...args]).then(
    (text) => text.trim(),
    () => "",
  );
