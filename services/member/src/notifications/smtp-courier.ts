import { readFile } from "node:fs/promises";
import { isLoopback } from "@siren/chassis/addresses";
import { eitherSignal } from "@siren/chassis/either-signal";
import type { Courier, Outcome } from "./courier.ts";
import type { Letter } from "./letters.ts";

export type SmtpSettings = {
  /** `smtps:` speaks TLS from the start, `smtp:` turns to it by STARTTLS. */
  url: URL;
  password: string | undefined;
  from: string;
  caFile: string | undefined;
};

const stepMs = 5_000;
/** Who looks through a letter before saying that it is taken may need minutes (RFC 5321, 4.5.3.2.6). */
const answerWithinMs = 5 * 60_000;
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
    ...{
      dnsTimeout: stepMs,
      connectionTimeout: stepMs,
      greetingTimeout: stepMs,
      socketTimeout: 2 * answerWithinMs,
    },
    socketCloseTimeout: 500,
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });

  // Once the last of its content is read, nothing but the dot is left to be sent.
  const lastRead = new WeakMap<AbortSignal, () => void>();
  transport.use("stream", ({ data, message }, done) => {
    const open = message.createReadStream.bind(message);
    const tell = data.signal && lastRead.get(data.signal);
    message.createReadStream = (options) => {
      const content = open(options);
      return tell ? content.once("end", tell) : content;
    };
    done();
  });

  return {
    ...{ withinMs: 20_000, answerWithinMs, atOnce: 4 },
    async send(letter, signal, handedOver) {
      if (suspicious.test(letter.to)) return { kind: "refused", why: "no address" };
      let isHandedOver = false;
      const ownSignal = eitherSignal(signal);
      lastRead.set(ownSignal, () => {
        isHandedOver = true;
        handedOver?.();
      });
      try {
        await transport.sendMail({ ...mailOf(letter, from), signal: ownSignal });
        return { kind: "sent" };
      } catch (error) {
        return outcomeOf(error, isHandedOver);
      }
    },
  };
}

function mailOf({ letterId, to, subject, text, html, at }: Letter, from: string) {
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

/** Only an answer to the recipient or to the content is about this letter, and none where it may be there already. */
export function outcomeOf(error: unknown, isHandedOver = false): Outcome {
  const { code, command, responseCode } = (error ?? {}) as Fault;
  const status = typeof responseCode === "number" ? responseCode : 0;
  const step = typeof command === "string" ? command : "";
  const why = [typeof code === "string" ? code : "unknown", step, status || ""].filter(Boolean).join(" ");
  const isOfLetter = step === "RCPT TO" || step === "DATA";
  if (isHandedOver && status === 0) return { kind: "unsure", why };
  if (status === 421 || !isOfLetter) return { kind: "down", why };
  return { kind: status >= 500 ? "refused" : "failed", why };
}
