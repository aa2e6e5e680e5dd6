/**
 * express-gateway's own values are JavaScript: `${req.ip}` in a message, `req.headers.host` as a header's value. Code
 * in configuration is not carried; whoever wrote some is told how to say the same.
 */
const asMember = String.raw`(?:\.([\w$]+)|\[\s*["'\x60]?([^\]"'\x60]+)["'\x60]?\s*\])`;
const onRequest = String.raw`(?:egContext\.)?req(?:uest)?`;

type Saying = readonly [RegExp, (...found: string[]) => string];
const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);

const sayings: readonly Saying[] = [
  [whole(`${onRequest}\\.(?:ip|connection\\.remoteAddress|socket\\.remoteAddress)`), () => "{ip}"],
  [whole(`${onRequest}\\.method`), () => "{method}"],
  [whole(`${onRequest}\\.(?:url|originalUrl)`), () => "{url}"],
  [whole(`${onRequest}\\.path`), () => "{path}"],
  [whole(`${onRequest}\\.(?:hostname|host)`), () => "{host}"],
  [
    whole(`${onRequest}\\.headers${asMember}`),
    (dot, bracket) => {
      const name = (dot || bracket || "").toLowerCase();
      return name === "host" ? "{host}" : `{header.${name}}`;
    },
  ],
  [
    whole(`${onRequest}\\.(?:get|header)\\(\\s*["'\x60]([^"'\x60]+)["'\x60]\\s*\\)`),
    (name) => `{header.${name?.toLowerCase()}}`,
  ],
  [whole(`${onRequest}\\.query${asMember}`), (dot, bracket) => `{query.${dot || bracket}}`],
  [whole(`${onRequest}\\.params\\[\\s*["']?0["']?\\s*\\]`), () => "{rest}"],
  [whole(`${onRequest}\\.params${asMember}`), (dot, bracket) => `{path.${dot || bracket}}`],
  [whole(String.raw`(?:egContext\.)?consumer\.(?:id|username)`), () => "{claim.sub}"],
  [whole(`${onRequest}\\.user\\.(?:id|username)`), () => "{claim.sub}"],
  [
    whole(`(?:egContext\\.)?(?:consumer|req\\.user|user)${asMember}`),
    (dot, bracket) => `{claim.${dot || bracket}}`,
  ],
  [whole(String.raw`(?:egContext\.)?requestID`), () => "{requestId}"],
  [whole(String.raw`(?:egContext\.)?apiEndpoint\.apiEndpointName`), () => "{route}"],
  [whole(`"([^"\\\\]*)"|'([^'\\\\]*)'`), (double, single) => double || single || "(nothing)"],
];

const inGeneral =
  "say it with lookups: {claim.sub}, {header.x-user}, {query.q}, {path.id}, {ip}, {method}, {host}, {url}";

/** The same in our words, where there is one. */
function sayInstead(code: string): string | undefined {
  const trimmed = code.trim();
  for (const [pattern, say] of sayings) {
    const found = pattern.exec(trimmed);
    if (found) return say(...found.slice(1));
  }
  return undefined;
}

const told = (code: string): string => {
  const instead = sayInstead(code);
  return instead === undefined
    ? `code is not carried (${code}); ${inGeneral}`
    : `code is not carried: write ${instead} in place of ${code}`;
};

/** The fault of a text with `${...}` in it. */
export function codeInMessage(text: string): string | undefined {
  const from = text.indexOf("${");
  if (from < 0) return undefined;
  const to = text.indexOf("}", from);
  const code = text.slice(from + 2, to < 0 ? undefined : to);
  const instead = sayInstead(code);
  return instead === undefined
    ? `code is not carried (\${${code}}); ${inGeneral}; a $ right before a lookup is written {|$}`
    : `code is not carried: write ${instead} in place of \${${code}}`;
}

const looksLikeCode =
  /^(?:egContext|req|request|res|response|consumer|user|process|global|globalThis|this|require|JSON|Math|Date|Object|String|Number|new Date)\s*(?:\.|\[|\()|=>|^\s*function\b|^["'`].*["'`]$|["'`]\s*\+|\+\s*["'`]/s;

/** The fault of a value that express-gateway would have run as an expression. */
export function codeAsValue(text: string): string | undefined {
  const trimmed = text.trim();
  return codeInMessage(text) ?? (looksLikeCode.test(trimmed) ? told(trimmed) : undefined);
}
