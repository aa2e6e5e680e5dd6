import { type Route, route } from "@siren/chassis/http/routes";
import { type Mail, mailbox as mailboxTold } from "@siren/contracts/accounts";
import { memberId } from "@siren/contracts/ids";
import { email } from "@siren/contracts/member";
import * as z from "zod/mini";
import { escaped } from "./escaped.ts";
import type { Mailbox } from "./notifier.ts";

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

const channelNames = { email: "이메일 E-mail", message: "메시지 Message" } as const;
const css = `:root{color-scheme:light dark;--paper:#fff;--ink:#23201c;--quiet:#6b6459;--line:#d9d2c5;--ground:#f5f1ea;--bubble:#fbe44d;--link:#0b5c3f}
@media (prefers-color-scheme:dark){:root{--paper:#262320;--ink:#f1ece4;--quiet:#b3aa9d;--line:#47413a;--ground:#191715;--bubble:#e9cf35;--link:#8fd6b4}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main{max-width:44rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.35rem;margin:0}header p{color:var(--quiet);margin:.25rem 0 1.5rem}
article{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1rem;overflow:hidden}
h2{font-size:1.05rem;margin:.15rem 0 0;overflow-wrap:anywhere}.head{display:flex;flex-wrap:wrap;gap:.15rem .75rem;margin:0;color:var(--quiet);font-size:.875rem}
.head b{color:var(--ink)}.head span{overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:.75rem 0 0}
.laid-out{margin:.75rem 0 0;overflow-x:auto}.laid-out>div{border-radius:.3rem}a{color:var(--link)}summary{cursor:pointer;color:var(--quiet);padding:.75rem 0 0;min-height:2.75rem}
.bubble{background:var(--bubble);color:#23201c;border-radius:.2rem 1rem 1rem;padding:.6rem .9rem;max-width:26rem;width:fit-content}`;

/** An e-mail with a laid out form is shown in it: that is made here, with every name in it escaped. */
function bodyOf({ channel, text, html }: Mail): string {
  if (channel === "message") return `<pre class="bubble">${linked(text)}</pre>`;
  if (html === null) return `<pre>${linked(text)}</pre>`;
  return `<div class="laid-out">${html}</div><details><summary>글로만 As plain text</summary><pre>${linked(text)}</pre></details>`;
}

function mailboxPage(mails: readonly Mail[]): string {
  const shown = mails.map((mail) => {
    const { to, subject, at, channel } = mail;
    const when = new Date(at).toISOString();
    const head = `<p class="head"><b>${channelNames[channel]}</b><span>${escaped(to)}</span><time datetime="${when}">${when.slice(0, 19).replace("T", " ")} UTC</time></p>`;
    return `<article>${head}${channel === "email" ? `<h2>${escaped(subject)}</h2>` : ""}${bodyOf(mail)}</article>`;
  });
  return `<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>Siren mailbox</title>
<meta name="viewport" content="width=device-width"><style>${css}</style></head><body><main>
<header><h1>개발자 우편함 · Developers' mailbox</h1>
<p>Nothing is sent from here: these are the e-mails and messages that would have been.</p></header>
${shown.join("\n") || "<p>아직 비어 있습니다. Nothing yet.</p>"}
</main></body></html>`;
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
      query: z.strictObject({ to: z.optional(z.union([email, memberId])) }),
      async handle(c) {
        const mails = await mailbox.read(c.query.to?.includes("@") ? c.query.to.toLowerCase() : c.query.to);
        if (c.req.accepts(["json", "html"]) !== "html") return { status: 200, body: { mails } };
        return { status: 200, body: Buffer.from(mailboxPage(mails)), headers: mailboxHeaders };
      },
    }),
  ];
}
