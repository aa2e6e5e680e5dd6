import { readFile } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { isLoopback } from "@siren/chassis/config";
import type { Letter } from "./letters.ts";
import type { Courier, Outcome } from "./sender.ts";

export type SmtpSettings = {
  /** `smtps:` speaks TLS from the start, `smtp:` turns to it by STARTTLS. */
  url: URL;
  password: string | undefined;
  from: string;
  caFile: string | undefined;
};

const stepMs = 5_000;
/** For everything up to the letter's last line, and for the answer to that: there letters are looked through. */
const untilSaidMs = 30_000;
const answerMs = 120_000;
const senderName = "사이렌 Siren";
/** An address with any of these in it is nobody's who ever opened a link of ours. */
const suspicious = /[\s<>(),;:\\"[\]]|\p{Cc}/u;

/** Loaded when mail is sent from here, and not before: it is no small library. */
export async function openSmtpCourier({ url, password, from, caFile }: SmtpSettings): Promise<Courier> {
  const { createTransport } = await import("nodemailer");
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const user = decodeURIComponent(url.username);
  const transport = createTransport({
    ...{ host, port: Number(url.port) || (secure ? 465 : 587), secure },
    // A relay on this very machine may do without; everywhere else nothing is said in the open.
    requireTLS: !secure && !isLoopback(host),
    tls: { minVersion: "TLSv1.2", ...(caFile !== undefined && { ca: await readFile(caFile) }) },
    ...(user !== "" && { auth: { user, pass: password ?? "" } }),
    name: from.slice(from.lastIndexOf("@") + 1),
    ...{ dnsTimeout: stepMs, connectionTimeout: stepMs, greetingTimeout: stepMs, socketTimeout: answerMs },
    socketCloseTimeout: 500,
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });

  /** By its id, what to do when the server has been given all of a letter. */
  const whenSaid = new Map<string, () => void>();
  transport.use("stream", (mail, done) => {
    const said = whenSaid.get(String(mail.data.messageId));
    // Its end is read only after the server has asked for the content.
    mail.message.transform(() => new PassThrough().on("end", () => said?.()));
    done();
  });

  return {
    withinMs: untilSaidMs + answerMs,
    atOnce: 4,
    async send(letter, signal) {
      if (suspicious.test(letter.to)) return { kind: "refused", why: "no address" };
      const mail = mailOf(letter, from);
      const early = new AbortController();
      const timer = setTimeout(() => early.abort(), untilSaidMs);
      let isSaid = false;
      whenSaid.set(mail.messageId, () => {
        isSaid = true;
        clearTimeout(timer);
      });
      try {
        await transport.sendMail({ ...mail, signal: AbortSignal.any([signal, early.signal]) });
        return { kind: "sent" };
      } catch (error) {
        return outcomeOf(error, isSaid);
      } finally {
        clearTimeout(timer);
        whenSaid.delete(mail.messageId);
      }
    },
  };
}

export function mailOf({ letterId, to, subject, text, html, at }: Letter, from: string) {
  return {
    from: { name: senderName, address: from },
    to: { name: "", address: to },
    envelope: { from, to: [to] },
    // The same in each try: whoever gets it twice sees one.
    messageId: `<${letterId}@${from.slice(from.lastIndexOf("@") + 1)}>`,
    // Korean in quoted-printable is nine letters for one.
    textEncoding: "base64" as const,
    ...{ subject, text, ...(html !== null && { html }), date: new Date(at) },
    // Nobody's holiday notice is wanted back.
    headers: { "Auto-Submitted": "auto-generated", "Content-Language": "ko, en" },
  };
}

type Fault = { code?: unknown; command?: unknown; responseCode?: unknown };

/**
 * Only an answer to the recipient or to the content is about this letter; so is none to a letter that was said to its
 * end: it may have been taken, and would be once more with each try.
 */
export function outcomeOf(error: unknown, isSaid: boolean): Outcome {
  const { code, command, responseCode } = (error ?? {}) as Fault;
  const status = typeof responseCode === "number" ? responseCode : 0;
  const step = typeof command === "string" ? command : "";
  const why = [typeof code === "string" ? code : "unknown", step, status || ""].filter(Boolean).join(" ");
  if (isSaid && status === 0) return { kind: "failed", why: `${why} after the end` };
  const isOfLetter = step === "RCPT TO" || step === "DATA";
  if (status === 421 || !isOfLetter) return { kind: "down", why };
  return { kind: status >= 500 ? "refused" : "failed", why };
}
