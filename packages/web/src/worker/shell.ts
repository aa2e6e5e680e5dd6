import { type Fetching, fetchBuild, readList } from "./whole-build.ts";

type ShellParts = Fetching & {
  /** What its caches' names begin with: the pages share an origin, and none drops another's. */
  keptAs: string;
  /** JSON of `KeptFiles`, or anything else where nothing is to be kept. */
  list: string;
  /** Asked for each time: where storage is forbidden, naming it throws. */
  caches: () => Pick<CacheStorage, "open" | "keys" | "delete" | "match">;
  /** Whether another build's worker is at work already. */
  isUpdate: () => boolean;
  /** Another build's worker is being installed: its files are on the way. */
  isInstalling: () => boolean;
  /** The next build's worker, which is installed and waits for its turn. */
  waiting: () => { postMessage(word: { type: "siren.take-over" }): void } | null;
  openPages: () => Promise<number>;
};

/** Not in every browser: where it is not told, a page that is loaded again is taken for a second one. */
type Reload = { isReloadNavigation?: boolean };

const fontsKeptIn = "siren.fonts";
const mostFonts = 160;
const page = "index.html";

/**
 * The page's own files, of one build in one cache: kept whole or not at all, so that a page never gets parts of two
 * builds. What the services answer is none of its business and passes by.
 */
export function keepShell(parts: ShellParts) {
  const { scope, keptAs } = parts;
  const { build, files } = readList(parts.list);
  const own = keptAs + build;
  const path = new URL(scope).pathname;

  async function keep(): Promise<void> {
    if (Object.keys(files).length === 0) return;
    const whole = await fetchBuild({ build, files }, parts);
    const cache = await parts.caches().open(own);
    // The page itself comes last: a cache that has it is whole.
    whole.sort(([a], [b]) => Number(a === page) - Number(b === page));
    for (const [name, answer] of whole) await cache.put(scope + name, answer);
  }

  async function keepIfMissing(): Promise<void> {
    try {
      if (!(await keptPage(own))) await keep();
    } catch {
      await drop(own);
    }
  }

  const drop = (name: string) => ignored(async () => void (await parts.caches().delete(name)));

  async function keptPage(name: string): Promise<Response | undefined> {
    return (await parts.caches().keys()).includes(name)
      ? (await parts.caches().open(name)).match(scope + page)
      : undefined;
  }

  const others = async () =>
    (await parts.caches().keys()).filter((name) => name.startsWith(keptAs) && name !== own);

  /**
   * A build that was installed meanwhile begins with the next page that is opened, where no other one is open: a page
   * that is loaded again still counts itself, a second tab does not count yet.
   */
  async function nextPage({ isReloadNavigation }: Reload): Promise<Response | undefined> {
    const waiting = parts.waiting();
    if (!waiting || (await parts.openPages()) > (isReloadNavigation ? 1 : 0)) return undefined;
    const [next, ...more] = await others();
    const found = next && more.length === 0 ? await keptPage(next) : undefined;
    if (found) waiting.postMessage({ type: "siren.take-over" });
    return found;
  }

  async function open(request: Request & Reload): Promise<Response> {
    try {
      const kept = (await nextPage(request)) ?? (await keptPage(own));
      if (kept) return kept;
    } catch {
      // As if nothing were kept.
    }
    return parts.fetch(request.url);
  }

  const kept = (url: string) =>
    Promise.resolve()
      .then(() => parts.caches().match(url, { ignoreVary: true }))
      .catch(() => undefined);

  /** A page that was opened before its build was followed finds its parts too, as long as they are kept. */
  const file = async (url: string) => (await kept(url)) ?? parts.fetch(url);

  async function font(url: string): Promise<Response> {
    const known = await kept(url);
    if (known) return known;
    const answer = await parts.fetch(url);
    if (answer.ok) void ignored(() => keepFont(url, answer.clone()));
    return answer;
  }

  async function keepFont(url: string, answer: Response): Promise<void> {
    const cache = await parts.caches().open(fontsKeptIn);
    const keys = await cache.keys();
    const [oldest] = keys;
    if (oldest && keys.length >= mostFonts) await cache.delete(oldest);
    await cache.put(url, answer);
  }

  return {
    keepIfMissing,

    /** The first worker of a browser works also where nothing can be kept; a later one is of use only whole. */
    async install(): Promise<void> {
      if (!parts.isUpdate()) return keepIfMissing();
      try {
        await keep();
      } catch (error) {
        await drop(own);
        throw error;
      }
    },

    /** The builds before, unless somebody has one of them open; what is on its way or waits is a build after. */
    dropOthers: () =>
      ignored(async () => {
        if (parts.isInstalling() || parts.waiting()) return;
        if ((await parts.openPages()) <= 1) await Promise.all((await others()).map(drop));
      }),

    /** Undefined for all that the browser had better ask for itself. */
    answer(request: Request): Promise<Response> | undefined {
      const url = new URL(request.url);
      if (request.method !== "GET" || url.origin !== new URL(scope).origin) return undefined;
      if (!url.pathname.startsWith(path) || request.headers.has("range")) return undefined;
      const name = url.pathname.slice(path.length);
      if (/^assets\/[^/]+\.woff2$/.test(name)) return font(request.url);
      if (/^assets\/[^/]+\.(js|css|svg|png)$/.test(name)) return file(request.url);
      if (Object.hasOwn(files, name) && name !== page) return file(request.url);
      // As the gateway tells them apart: what has no dot in its last part is a screen.
      const isScreen = request.mode === "navigate" && !name.slice(name.lastIndexOf("/") + 1).includes(".");
      return isScreen ? open(request) : undefined;
    },
  };
}

/** Where storage is full or forbidden, nothing is kept and everything goes on. */
const ignored = (work: () => Promise<void>): Promise<void> => work().catch(() => {});
