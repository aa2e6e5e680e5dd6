import { createHash } from "node:crypto";
import { Router } from "express";
import { type DashboardView, dashboardPage } from "./page.ts";
import { style } from "./style.ts";
import { languageOf } from "./words.ts";

const styleHash = createHash("sha256").update(style).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function dashboardRoutes(view: () => DashboardView): Router {
  const router = Router();
  router.get("/", (req, res) => {
    res.set({
      "Content-Security-Policy": POLICY,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cache-Control": "no-store",
      Vary: "Accept-Language",
    });
    res.type("html").send(dashboardPage(view(), languageOf(req.get("Accept-Language"))));
  });
  return router;
}
