/** Where the browsers' makers take messages: nobody else is ever written to, whatever a page asks for. */
const exactly: ReadonlySet<string> = new Set(["fcm.googleapis.com", "web.push.apple.com"]);
const beneath = [".push.services.mozilla.com", ".notify.windows.com"];

/**
 * The address of a subscription, if it is one of a push service that we know: https at its own port, without
 * credentials. `testOrigin` is taken as well, as it stands.
 */
export function pushAddress(endpoint: string, testOrigin: string | undefined): URL | null {
  const url = URL.parse(endpoint);
  if (url === null) return null;
  if (url.username !== "" || url.password !== "" || url.hash !== "") return null;
  if (testOrigin !== undefined && url.origin === testOrigin) return url;
  if (url.protocol !== "https:" || url.port !== "") return null;
  const isKnown = exactly.has(url.hostname) || beneath.some((end) => url.hostname.endsWith(end));
  return isKnown ? url : null;
}
