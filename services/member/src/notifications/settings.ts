import { isLoopback } from "@siren/chassis/addresses";
import { ConfigFault } from "@siren/chassis/config";
import { optionalText, setting } from "@siren/chassis/settings";
import type { SmtpSettings } from "./smtp-courier.ts";
import type { WebhookKey, WebhookSettings } from "./webhook-courier.ts";

const urlSetting = (key: string, about: string, check: (url: URL) => string | undefined) =>
  // A password or a token may stand in it by mistake.
  setting<URL | undefined>(key, { about, default: undefined, secret: true }, (given) => {
    const url = URL.parse(given);
    if (!url) throw new Error("must be a URL");
    const fault = check(url);
    if (fault !== undefined) throw new Error(fault);
    return url;
  });

export const notificationSettings = {
  smtpUrl: urlSetting(
    "SMTP_URL",
    "the mail server, as smtps://user@host:465 (TLS from the start) or smtp://user@host:587 (STARTTLS); without it no e-mail is sent",
    ({ protocol, hostname, password }) => {
      if (!/^smtps?:$/.test(protocol) || hostname === "") return "must begin with smtp:// or smtps://";
      return password === "" ? undefined : "must have no password in it: that is SMTP_PASSWORD";
    },
  ),
  smtpPassword: optionalText("SMTP_PASSWORD", {
    about: "the password of the user in SMTP_URL",
    secret: true,
  }),
  smtpCaFile: optionalText("SMTP_CA_FILE", {
    about: "certificates (PEM) that the mail server's is checked against, in place of the usual ones",
  }),
  mailFrom: setting<string | undefined>(
    "MAIL_FROM",
    { about: "the address that e-mail comes from", default: undefined },
    (given) => {
      if (!/^[\w.+-]+@[A-Za-z0-9.-]+$/.test(given)) throw new Error("must be a bare address");
      return given;
    },
  ),
  messageUrl: urlSetting(
    "MESSAGE_WEBHOOK_URL",
    "where messages for a messenger are posted to; without it none are sent",
    ({ protocol, hostname }) => {
      const isPrivate = protocol === "http:" && isLoopback(hostname.replace(/^\[|\]$/g, ""));
      return protocol === "https:" || isPrivate ? undefined : "must be https, or on this very machine";
    },
  ),
  messageKeys: setting<readonly WebhookKey[] | undefined>(
    "MESSAGE_WEBHOOK_KEYS",
    {
      about: "what messages are signed with, as id=whsec_BASE64, the one to go by first, others after commas",
      ...{ default: undefined, secret: true },
    },
    (given) => given.split(",").map(readKey),
  ),
} as const;

function readKey(given: string): WebhookKey {
  const [, keyId, base64] = /^([\w.-]{1,40})=whsec_([A-Za-z0-9+/]+={0,2})$/.exec(given.trim()) ?? [];
  const secret = Buffer.from(base64 ?? "", "base64");
  if (keyId === undefined || secret.length < 24)
    throw new Error("must be like 2026a=whsec_..., with at least 24 bytes in base64");
  return { keyId, secret };
}

type Given = {
  smtpUrl: URL | undefined;
  smtpPassword: string | undefined;
  smtpCaFile: string | undefined;
  mailFrom: string | undefined;
  messageUrl: URL | undefined;
  messageKeys: readonly WebhookKey[] | undefined;
};

/** Undefined for a channel that is not set up; half of one is a fault. */
export function channelsOf(given: Given): {
  smtp: SmtpSettings | undefined;
  webhook: WebhookSettings | undefined;
} {
  const { smtpUrl, smtpPassword: password, smtpCaFile: caFile, mailFrom, messageUrl, messageKeys } = given;
  const faults: string[] = [];
  if (smtpUrl && mailFrom === undefined) faults.push("SMTP_URL needs MAIL_FROM, the address that it is from");
  if (smtpUrl && smtpUrl.username !== "" && password === undefined)
    faults.push("SMTP_URL names a user: SMTP_PASSWORD is missing");
  if (messageUrl && !messageKeys) faults.push("MESSAGE_WEBHOOK_URL needs MESSAGE_WEBHOOK_KEYS");
  if (faults.length > 0) throw new ConfigFault(faults);
  return {
    smtp: smtpUrl && mailFrom !== undefined ? { url: smtpUrl, password, from: mailFrom, caFile } : undefined,
    webhook: messageUrl && messageKeys ? { url: messageUrl, keys: messageKeys } : undefined,
  };
}
