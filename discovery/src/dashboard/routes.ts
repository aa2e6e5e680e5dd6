import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import express, { type Request, type RequestHandler, type Response, Router } from "express";
import { searchOf } from "../http/query.ts";
import type { Door } from "../http/who-may-ask.ts";
import type { Operations } from "../registry/operations.ts";
import { homePage, servicePage } from "./home-page.ts";
import { type Action, instancePage, isAction } from "./instance-page.ts";
import { type Frame, instanceUrl } from "./layout.ts";
import type { LiveStream } from "./live-stream.ts";
import { loginPage, messagePage } from "./login-page.ts";
import type { Session, Sessions } from "./sessions.ts";
import { style } from "./style.ts";
import { type DashboardView, queryOf } from "./view.ts";
import { languageOf, words } from "./words.ts";

const styleHash = createHash("sha256").update(style).digest("base64");
const POLICY = `default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
const COOKIE = "siren_registry";
const MAX_FORM_BYTES = 4_096;
const script = readFileSync(join(import.meta.dirname, "live.js"));

export type DashboardParts = {
  readonly view: () => DashboardView;
  readonly operations: Operations;
  readonly door: Door;
  readonly sessions: Sessions;
  readonly live: LiveStream;
  readonly onAct: (action: Action, app: string, id: string, by: string) => void;
  readonly onSignIn: (outcome: "signed-in" | "wrong" | "wait", address: string) => void;
};

const cookieOf = (req: Request): string | undefined =>
  (req.get("Cookie") ?? "")
    .split(";")
    .map((part) => part.trim().split("="))
    .find(([name]) => name === COOKIE)?.[1];

/** Only a path of ours: a sign-in must not be made to lead elsewhere. */
const safePath = (to: unknown): string =>
  typeof to === "string" && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(to) ? to : "/";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function isCsrfOf(session: Session, given: unknown): boolean {
  const [a, b] = [Buffer.from(session.csrf), Buffer.from(text(given))];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * The pages for people. They stand in front of the credentials of the door, not in front of its other checks:
 * people come in by a sign-in; whoever has the credentials may look as well.
 */
export function dashboardRoutes(parts: DashboardParts): Router {
  const { view, operations, door, sessions, live, onAct, onSignIn } = parts;
  const router = Router();
  // No browser packs a form; what does not unpack would be a fault of ours.
  const form = express.urlencoded({ extended: false, limit: MAX_FORM_BYTES, inflate: false });
  const sessionOf = (req: Request): Session | undefined => sessions.find(cookieOf(req));
  const addressOf = (req: Request): string => req.socket.remoteAddress ?? "";

  const frameOf = (req: Request, path = req.originalUrl): Frame => {
    const language = languageOf(req.get("Accept-Language"));
    return { language, words: words[language], session: sessionOf(req), path };
  };
  const page = (res: Response, html: string, status = 200): void => {
    res.set({
      "Content-Security-Policy": POLICY,
      // Not no-referrer: a form would then be sent with the origin "null", which the door refuses.
      "Referrer-Policy": "same-origin",
      "Cache-Control": "no-store",
      Vary: "Accept-Language, Cookie",
    });
    res.status(status).type("html").send(html);
  };
  const setCookie = (res: Response, value: string, more = ""): void => {
    res.append("Set-Cookie", `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict${more}`);
  };
  const toLogin = (req: Request, res: Response): void =>
    res.redirect(303, `/login?to=${encodeURIComponent(safePath(req.originalUrl))}`);

  const noStranger: RequestHandler = (req, res, next) => {
    const refused = door.refusesStranger(req);
    if (!refused) return next();
    door.tell(refused);
    res.status(refused.status).end();
  };
  const mayLook: RequestHandler = (req, res, next) => {
    if (sessionOf(req) || !door.refuses(req)) next();
    else toLogin(req, res);
  };

  router.get("/assets/live.js", noStranger, (_req, res) => {
    res.set("Cache-Control", "no-cache").type("text/javascript").send(script);
  });

  router.get("/login", noStranger, (req, res) => {
    const to = safePath(searchOf(req).get("to"));
    if (sessionOf(req)) return res.redirect(303, to);
    page(res, loginPage(frameOf(req, ""), to, undefined));
  });
  router.post("/login", noStranger, form, (req, res) => {
    const body: Record<string, unknown> = req.body ?? {};
    const to = safePath(body.to);
    const outcome = sessions.signIn(text(body.name), text(body.password), addressOf(req));
    onSignIn(outcome.kind, addressOf(req));
    if (outcome.kind === "signed-in") {
      setCookie(res, outcome.session.id);
      return res.redirect(303, to);
    }
    const of = frameOf(req, "");
    if (outcome.kind === "wrong") return page(res, loginPage(of, to, of.words.wrong), 403);
    res.set("Retry-After", String(outcome.seconds));
    page(res, loginPage(of, to, of.words.waitFor(outcome.seconds)), 429);
  });
  router.post("/logout", noStranger, form, (req, res) => {
    const session = sessionOf(req);
    if (session && !isCsrfOf(session, req.body?.csrf))
      return page(res, messagePage(frameOf(req, "/"), frameOf(req).words.refused), 403);
    sessions.end(session?.id);
    setCookie(res, "", "; Max-Age=0");
    res.redirect(303, "/");
  });

  router.get("/live", noStranger, mayLook, (req, res) => {
    // Express takes HEAD for GET, and a page's place would be held by whoever reads nothing.
    if (req.method === "HEAD") return void res.status(405).set("Allow", "GET").end();
    if (!live.open(res)) res.status(503).set("Retry-After", "30").end();
  });
  router.get("/", noStranger, mayLook, (req, res) => {
    page(res, homePage(view(), queryOf(searchOf(req)), frameOf(req)));
  });
  router.get("/services/:app", noStranger, mayLook, (req, res) => {
    const { app } = req.params;
    const all = view();
    const past = all.events.filter((event) => event.app === app);
    page(res, servicePage(String(app), { ...all, events: past }, queryOf(searchOf(req)), frameOf(req)));
  });
  router.get("/instances/:app/:id", noStranger, mayLook, (req, res) => {
    const { app = "", id = "" } = req.params as Record<string, string>;
    const all = view();
    const lease = all.leases.find(({ instance }) => instance.app === app && instance.instanceId === id);
    const of = frameOf(req, instanceUrl(app, id));
    if (!lease) return page(res, messagePage(of, of.words.gone), 404);
    const confirm = searchOf(req).get("confirm");
    if (isAction(confirm) && !of.session) return toLogin(req, res);
    const done = searchOf(req).get("done");
    page(
      res,
      instancePage(
        lease,
        all,
        {
          ...(isAction(confirm) ? { confirm } : {}),
          ...(isAction(done) ? { notice: of.words.done[done] } : {}),
        },
        of,
      ),
    );
  });
  router.post("/instances/:app/:id", noStranger, form, (req, res) => {
    const { app = "", id = "" } = req.params as Record<string, string>;
    const path = instanceUrl(app, id);
    const of = frameOf(req, path);
    if (!of.session) return res.redirect(303, `/login?to=${encodeURIComponent(path)}`);
    const action: unknown = req.body?.action;
    if (!isAction(action) || !isCsrfOf(of.session, req.body?.csrf))
      return page(res, messagePage(of, of.words.refused), 403);
    const acted =
      action === "out"
        ? operations.setStatus(app, id, "OUT_OF_SERVICE")
        : action === "in"
          ? operations.removeStatus(app, id, "UP")
          : operations.cancel(app, id);
    if (!acted) return page(res, messagePage(of, of.words.gone), 404);
    onAct(action, app, id, of.session.name);
    res.redirect(303, action === "remove" ? "/" : `${path}?done=${action}`);
  });
  return router;
}
