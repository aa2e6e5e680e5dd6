import { type Route, route } from "@siren/chassis/http/routes";
import { type Mail, mailbox as mailboxTold } from "@siren/contracts/accounts";
import { email } from "@siren/contracts/member";
import * as z from "zod/mini";
import type { Mailbox } from "./notifier.ts";

const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const linked = (text: string) =>
  escaped(text).replace(/https?:\/\/[^\s&]+/g, (url) => `<a href="${url}">${url}</a>`);

/** The page runs no script and loads nothing: what a message says is shown, never obeyed. */
const mailboxHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

function mailboxPage(mails: readonly Mail[]): string {
  const shown = mails.map(
    ({ to, subject, text, at }) => `<article><h2>${escaped(subject)}</h2>
<p class="head">${escaped(to)} · <time>${new Date(at).toISOString()}</time></p><pre>${linked(text)}</pre></article>`,
  );
  return `<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>Siren mailbox</title>
<meta name="viewport" content="width=device-width"><style>
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222}
article{border-top:1px solid #ccc;padding:1rem 0}h2{font-size:1.1rem;margin:0}.head{color:#555;margin:0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}</style></head><body>
<h1>개발자 우편함 · Developers' mailbox</h1>
<p>Nothing is sent from here: these are the messages that would have been.</p>
${shown.join("\n") || "<p>아직 비어 있습니다. Nothing yet.</p>"}
</body></html>`;
}

/**
 * Whoever reads a message can take the account over that it is for. So no role opens this page to somebody: either
 * it is a developer's stack, where everybody may read, or there is no such page.
 */
export function mailboxRoutes(mailbox: Mailbox): Route[] {
  return [
    route({
      method: "GET",
      path: "/mailbox",
      summary: "The developers' mailbox, as JSON or as a page.",
      answers: { 200: { media: ["text/html"], json: mailboxTold } },
      access: "anyone",
      query: z.strictObject({ to: z.optional(email) }),
      async handle(c) {
        const mails = await mailbox.read(c.query.to);
        if (c.req.accepts(["json", "html"]) !== "html") return { status: 200, body: { mails } };
        return { status: 200, body: Buffer.from(mailboxPage(mails)), headers: mailboxHeaders };
      },
    }),
  ];
}
