import type { IncomingMessage } from "node:http";
import type { BackEnd } from "@siren/chassis/back-end";
import type { RequestHandler } from "express";
import { isForPrograms } from "../routing/own-paths.ts";
import { openPage, type Page } from "./page.ts";
import { type PageName, pageNames } from "./page-doors.ts";
import { setPageHeaders } from "./page-headers.ts";
import { sendFile } from "./send-file.ts";

type Parts = {
  backEnd: BackEnd;
  folders: Readonly<Record<PageName, string | undefined>>;
  /** The page that is at home where this request came in; elsewhere all of them are. */
  atHome: (req: IncomingMessage) => PageName | undefined;
};

const isRead = (method: string) => method === "GET" || method === "HEAD";

/** What the address names beneath the page, or nothing where it cannot be read. */
function nameIn(rest: string): string | undefined {
  try {
    return decodeURIComponent(rest).replace(/^\//, "");
  } catch {
    return undefined;
  }
}

function splitAddress(address: string): [path: string, search: string] {
  const at = address.indexOf("?");
  return at < 0 ? [address, ""] : [address.slice(0, at), address.slice(at)];
}

/** Whoever looks at it is a person: for them a problem document is no answer. */
const wantsPage = ({ headers, method = "" }: IncomingMessage) =>
  isRead(method) && (headers.accept ?? "").includes("text/html");

const nothingHere = (home: string) => `<!doctype html>
<html lang="ko">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>404 · Siren</title>
<h1>찾는 페이지가 없어요</h1>
<p lang="en">There is no such page.</p>
<p><a href="${home}">처음으로 · <span lang="en">To the start</span></a></p>
</html>
`;

/** Serves the built pages; any path of one that is no file is the page's own business. */
export function servePages({ backEnd, folders, atHome }: Parts): void {
  const { app, now, log } = backEnd;
  const pages = new Map<PageName, Page>();
  for (const name of pageNames) {
    const folder = folders[name];
    if (folder === undefined) continue;
    const page = openPage(name, folder, { now, log });
    pages.set(name, page);
    backEnd.readyWhen(`${name} page`, () => page.isThere());
  }
  const [first] = pages.keys();
  const homeOf = (req: IncomingMessage) => {
    const name = atHome(req) ?? first;
    return name === undefined ? undefined : `/${name}/`;
  };

  const serve =
    (name: PageName, page: Page): RequestHandler =>
    async (req, res, next) => {
      const elsewhere = atHome(req);
      if (!isRead(req.method) || (elsewhere !== undefined && elsewhere !== name)) return next();
      // Without its slash the page lies outside of what its service worker may keep, and would not open in a dead network.
      const [path, search] = splitAddress(req.originalUrl);
      if (path === `/${name}`) {
        setPageHeaders(res);
        return res.setHeader("Cache-Control", "no-cache").redirect(308, `/${name}/${search}`);
      }
      const wanted = nameIn(req.path);
      if (wanted === undefined) return next();
      // A missing script must be a 404 and not a page, or the browser would run it.
      const isFile = wanted.slice(wanted.lastIndexOf("/") + 1).includes(".");
      const file = await page.file(isFile ? wanted : "index.html");
      if (!file) return next();
      setPageHeaders(res, file.inline);
      if (await sendFile(req, res, file)) return;
      for (const header of ["Cache-Control", "ETag", "Vary"]) res.removeHeader(header);
      next();
    };
  for (const [name, page] of pages) app.use(`/${name}`, serve(name, page));

  app.get("/", (req, res, next) => {
    const home = homeOf(req);
    if (home === undefined) next();
    else res.setHeader("Cache-Control", "no-cache").redirect(302, home);
  });
  app.use((req, res, next) => {
    const home = homeOf(req);
    if (isForPrograms(req.path) || home === undefined || !wantsPage(req)) return next();
    setPageHeaders(res);
    res.setHeader("Cache-Control", "no-store");
    res.status(404).type("html").send(nothingHere(home));
  });
}
