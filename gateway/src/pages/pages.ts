import { existsSync } from "node:fs";
import { join } from "node:path";
import express, { type Express, type Response } from "express";

/** Scripts and styles only from us; sockets to where the page came from; nobody may frame it. */
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

function setPageHeaders(res: Response): void {
  res.setHeader("Content-Security-Policy", policy);
  res.setHeader("Referrer-Policy", "same-origin");
  res.setHeader("X-Frame-Options", "DENY");
  res.setHeader("Permissions-Policy", "camera=(), microphone=(), payment=()");
}

/** Serves one built page; any path of it that is no file is the page's own business. */
export function servePage(app: Express, path: `/${string}`, folder: string | undefined): void {
  if (folder === undefined) return;
  app.use(
    path,
    express.static(folder, {
      index: false,
      redirect: false,
      setHeaders(res, file) {
        setPageHeaders(res);
        // The name of a built file holds its hash; the page itself must be asked for each time.
        const isHashed = file.includes(`${join(folder, "assets")}`);
        res.setHeader("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
      },
    }),
  );
  app.get([path, `${path}/*rest`], (req, res, next) => {
    const page = join(folder, "index.html");
    // A missing script must be a 404 and not a page, or the browser would run it.
    if (req.path.includes(".") || !existsSync(page)) {
      next();
      return;
    }
    setPageHeaders(res);
    res.setHeader("Cache-Control", "no-cache");
    // Beneath a root, or a dot anywhere in the folder's own path would hide the page.
    res.sendFile("index.html", { root: folder }, (error) => error && next(error));
  });
}
