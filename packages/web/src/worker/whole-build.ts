/** Each file of the build that is needed to open any screen, with the digest of its bytes. */
export type KeptFiles = { build: string; files: Record<string, string> };

export type Fetching = {
  /** Where the page lives, with its closing slash. */
  scope: string;
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  digest: (bytes: ArrayBuffer) => Promise<ArrayBuffer>;
};

/**
 * A browser has six ways to one address, and on a phone they are narrow: whoever opens a store meanwhile must not wait
 * behind sixty files that nobody looks at.
 */
const atOnce = 2;

/** All files as the build has them; rejected as soon as one of them is not. */
export async function fetchBuild(
  { build, files }: KeptFiles,
  { scope, fetch, digest }: Fetching,
): Promise<[name: string, answer: Response][]> {
  const left = Object.entries(files);
  const fetched: [string, Response][] = [];

  async function whole(name: string, wanted: string): Promise<Response> {
    // What carries no hash in its name may be a minute old in the browser's own cache.
    const isHashed = name.startsWith("assets/");
    // One that was cut off on its way would lie there for a year.
    for (const cache of [isHashed ? "default" : "no-cache", "reload"] as const) {
      const answer = await fetch(scope + name, { cache, priority: "low" });
      const bytes = await answer.arrayBuffer();
      if (answer.ok && hex(await digest(bytes)) === wanted)
        return new Response(bytes, { headers: headersOf(answer) });
    }
    throw new Error(`${name} is not of build ${build}`);
  }

  async function fetchNext(): Promise<void> {
    for (let next = left.shift(); next; next = left.shift()) {
      try {
        fetched.push([next[0], await whole(...next)]);
      } catch (error) {
        left.length = 0;
        throw error;
      }
    }
  }

  await Promise.all(Array.from({ length: atOnce }, fetchNext));
  return fetched;
}

export function readList(list: string): KeptFiles {
  try {
    return JSON.parse(list) as KeptFiles;
  } catch {
    return { build: "none", files: {} };
  }
}

/** Its bytes were unpacked on the way. */
function headersOf(answer: Response): Headers {
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name);
  return headers;
}

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
